/* Election archives: what is read can be written again, byte for byte, and is audited to an end. */
#include <string.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "crypto/group.h"
#include "crypto/verify/report.h"
#include "crypto/verify/verify.h"
#include "fuzz/fuzz.h"
#include "harness/test.h"
#include "json/json.h"

enum { MEMORY = 256 << 20, OUTPUT_MAX = 16 << 20 };

static void write_again(struct span bytes, const struct archive *archive)
{
	struct archive_writer writer;
	auto_buf struct buf out = {0};

	buf_init(&out, OUTPUT_MAX);
	T_OK(archive_begin(&writer, &out, archive->timestamp));
	for (size_t i = 0; i < archive->n_events; i++) {
		const struct archive_event *event = &archive->events[i];
		struct span data[ARCHIVE_DATA_MAX];

		for (size_t k = 0; k < event->n_data; k++)
			data[k] = event->data[k].body;
		T_OK(archive_append(&writer, event->type, data, event->n_data));
	}
	T_INT(out.len, bytes.len);
	T_MEM(out.data, bytes.data, bytes.len);
}

static void print(const struct verify_report *report)
{
	static const enum lang langs[] = {LANG_ZH, LANG_EN};
	auto_buf struct buf out = {0};
	struct json *json = NULL;
	struct error error = {0};

	buf_init(&out, REPORT_MAX);
	for (size_t i = 0; i < COUNT_OF(langs); i++) {
		buf_reset(&out);
		report_print(report, langs[i], &out);
		T_CHECK(buf_ok(&out) && utf8_valid(out.data, out.len));
	}
	buf_reset(&out);
	report_json(report, &out);
	T_CHECK(buf_ok(&out));
	T_OK(json_parse(out.data, out.len, &json, &error));
	json_free(json);
}

void fuzz_archive(const uint8_t *data, size_t len)
{
	struct span bytes = {data, len};
	auto_arena struct arena arena = {0};
	struct archive_fault fault = {.reason = ARCHIVE_FAULT__COUNT};
	struct verify_report report;
	struct archive archive;
	struct error error = {0};

	T_OK(group_init(&error));
	arena_init(&arena, MEMORY);
	if (archive_read(bytes, &arena, &archive, &fault) == OK)
		write_again(bytes, &archive);
	else
		T_CHECK(fault.reason < ARCHIVE_FAULT__COUNT);
	T_OK(verify_archive(bytes, &(struct verify_options){0}, &arena, &report));
	T_CHECK((report.verdict == AUDIT_HOLDS) == (report.n_faults == 0));
	print(&report);
}

void fuzz_archive_seed(struct fuzz_seeds *seeds)
{
	fuzz_seed_file(seeds, 0, "vectors/belenios/ed25519-basic/nVPZZBXZKKpe2t.bel");
	fuzz_seed_file(seeds, 0, "vectors/belenios/ed25519-threshold/Kh3E27kknAFQC7.bel");
	fuzz_seed_file(seeds, 0, "vectors/belenios/double-majority/area/nVPZZBXZKKpe2t.bel");
}
