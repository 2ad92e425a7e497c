/* trustees.json and the announcements it is made of. */
#include "crypto/wire/documents.h"
#include "crypto/wire/scan.h"

/* ---- writing -------------------------------------------------------------------------------- */

static void add_key(struct transcript *to, const struct trustee_key *key, bool pedersen)
{
	transcript_str(to, "{\"pok\":");
	transcript_proof(to, &key->pok);
	transcript_str(to, ",\"public_key\":\"");
	transcript_point(to, &key->public_key);
	transcript_str(to, "\"");
	if (pedersen) {
		transcript_str(to, ",\"signature\":");
		transcript_proof(to, &key->signature);
	}
	transcript_str(to, "}");
}

static void add_pedersen(struct transcript *to, const struct pedersen *pedersen)
{
	transcript_str(to, "{\"threshold\":");
	transcript_uint(to, pedersen->threshold);
	for (size_t i = 0; i < pedersen->n; i++) {
		transcript_str(to, i ? "," : ",\"certs\":[");
		transcript_certificate(to, &pedersen->certs[i]);
	}
	for (size_t i = 0; i < pedersen->n; i++) {
		transcript_str(to, i ? "," : "],\"coefexps\":[");
		transcript_commitment(to, &pedersen->commitments[i], pedersen->threshold);
	}
	for (size_t i = 0; i < pedersen->n; i++) {
		transcript_str(to, i ? "," : "],\"signatures\":[");
		transcript_proof(to, &pedersen->signatures[i]);
	}
	for (size_t i = 0; i < pedersen->n; i++) {
		transcript_str(to, i ? "," : "],\"verification_keys\":[");
		add_key(to, &pedersen->keys[i], true);
	}
	transcript_str(to, "]}");
}

void trustees_write(const struct trustees *trustees, struct buf *buf)
{
	struct transcript to;

	transcript_start(&to, "[", buf);
	for (size_t i = 0; i < trustees->n_items; i++) {
		const struct trustee_item *item = &trustees->items[i];

		transcript_str(&to, i ? "," : "");
		transcript_str(&to, item->pedersen ? "[\"Pedersen\"," : "[\"Single\",");
		if (item->pedersen)
			add_pedersen(&to, item->pedersen);
		else
			add_key(&to, &item->single, false);
		transcript_str(&to, "]");
	}
	transcript_str(&to, "]");
}

void certificate_write(const struct certificate *certificate, struct buf *buf)
{
	struct transcript to;

	transcript_start(&to, "", buf);
	transcript_certificate(&to, certificate);
}

void commitment_write(const struct commitment *commitment, unsigned t, struct buf *buf)
{
	struct transcript to;

	transcript_start(&to, "", buf);
	transcript_commitment(&to, commitment, t);
}

void proof_write(const struct proof *proof, struct buf *buf)
{
	struct transcript to;

	transcript_start(&to, "", buf);
	transcript_proof(&to, proof);
}

void trustee_key_write(const struct trustee_key *key, bool pedersen, struct buf *buf)
{
	struct transcript to;

	transcript_start(&to, "", buf);
	add_key(&to, key, pedersen);
}

/* ---- reading -------------------------------------------------------------------------------- */

static void read_small(struct scan *scan, unsigned *ret_value)
{
	uint64_t value = 0;

	scan_uint(scan, TRUSTEES_MAX, &value);
	*ret_value = (unsigned)value;
}

static void open_message(struct scan *scan)
{
	scan_text(scan, "{\"message\":\"");
	scan->escape = true;
}

static void close_message(struct scan *scan, struct proof *ret_signature)
{
	scan->escape = false;
	scan_text(scan, "\",\"signature\":");
	scan_proof(scan, ret_signature);
	scan_text(scan, "}");
}

static void read_certificate(struct scan *scan, struct certificate *ret_certificate)
{
	open_message(scan);
	scan_text(scan, "{\"context\":{\"group\":\"" GROUP_NAME "\",\"size\":");
	read_small(scan, &ret_certificate->size);
	scan_text(scan, ",\"threshold\":");
	read_small(scan, &ret_certificate->threshold);
	scan_text(scan, ",\"index\":");
	read_small(scan, &ret_certificate->index);
	scan_text(scan, "},\"verification\":\"");
	scan_point(scan, &ret_certificate->verification);
	scan_text(scan, "\",\"encryption\":\"");
	scan_point(scan, &ret_certificate->encryption);
	scan_text(scan, "\"}");
	close_message(scan, &ret_certificate->signature);
}

/* `coefexps` holds t points. */
static void read_commitment(
	struct scan *scan, unsigned t, struct point *coefexps, struct commitment *ret_commitment)
{
	ret_commitment->coefexps = coefexps;
	open_message(scan);
	scan_text(scan, "{\"coefexps\":[");
	for (unsigned k = 0; k < t; k++) {
		scan_text(scan, k ? ",\"" : "\"");
		scan_point(scan, &coefexps[k]);
		scan_text(scan, "\"");
	}
	scan_text(scan, "]}");
	close_message(scan, &ret_commitment->signature);
}

/* A name that a server wrote for people to read is allowed and means nothing. */
static void read_key(struct scan *scan, bool pedersen, struct trustee_key *ret_key)
{
	scan_text(scan, "{\"pok\":");
	scan_proof(scan, &ret_key->pok);
	scan_text(scan, ",\"public_key\":\"");
	scan_point(scan, &ret_key->public_key);
	scan_text(scan, "\"");
	if (pedersen) {
		scan_text(scan, ",\"signature\":");
		scan_proof(scan, &ret_key->signature);
	}
	if (scan_optional(scan, ",\"name\":\""))
		scan_skip_string(scan);
	scan_text(scan, "}");
}

/* Reads "name":[ and the first certificates until the array ends. */
static size_t read_certificates(struct scan *scan, struct certificate *certs, size_t max)
{
	size_t n = 0;

	scan_text(scan, ",\"certs\":[");
	do {
		if (n == max)
			scan_fail(scan);
		else
			read_certificate(scan, &certs[n++]);
	} while (scan_optional(scan, ","));
	return n;
}

static void read_commitments(struct scan *scan, struct pedersen *pedersen, struct point *coefexps)
{
	unsigned t = pedersen->threshold;

	for (size_t i = 0; i < pedersen->n; i++) {
		scan_text(scan, i ? "," : "],\"coefexps\":[");
		read_commitment(scan, t, coefexps + i * t, &pedersen->commitments[i]);
	}
	for (size_t i = 0; i < pedersen->n; i++) {
		scan_text(scan, i ? "," : "],\"signatures\":[");
		scan_proof(scan, &pedersen->signatures[i]);
	}
	for (size_t i = 0; i < pedersen->n; i++) {
		scan_text(scan, i ? "," : "],\"verification_keys\":[");
		read_key(scan, true, &pedersen->keys[i]);
	}
	scan_text(scan, "]}");
}

static enum err read_pedersen(
	struct scan *scan, struct arena *arena, struct pedersen **ret_pedersen, struct error *error)
{
	struct pedersen *pedersen = arena_new(arena, struct pedersen);
	struct certificate *certs = arena_array(arena, struct certificate, TRUSTEES_MAX);
	struct point *coefexps;

	if (!pedersen || !certs)
		return fail(error, ERR_BUSY);
	scan_text(scan, "{\"threshold\":");
	read_small(scan, &pedersen->threshold);
	pedersen->certs = certs;
	pedersen->n = read_certificates(scan, certs, TRUSTEES_MAX);
	pedersen->commitments = arena_array(arena, struct commitment, pedersen->n);
	pedersen->signatures = arena_array(arena, struct proof, pedersen->n);
	pedersen->keys = arena_array(arena, struct trustee_key, pedersen->n);
	coefexps = arena_array(arena, struct point, pedersen->n * pedersen->threshold + 1);
	if (!pedersen->commitments || !pedersen->signatures || !pedersen->keys || !coefexps)
		return fail(error, ERR_BUSY);
	read_commitments(scan, pedersen, coefexps);
	*ret_pedersen = pedersen;
	return OK;
}

static enum err read_item(
	struct scan *scan, struct arena *arena, struct trustee_item *ret_item, struct error *error)
{
	if (scan_optional(scan, "[\"Pedersen\",")) {
		TRY(read_pedersen(scan, arena, &ret_item->pedersen, error));
	} else {
		scan_text(scan, "[\"Single\",");
		read_key(scan, false, &ret_item->single);
	}
	scan_text(scan, "]");
	return OK;
}

enum err trustees_read(const char *text, size_t len, struct arena *arena,
	struct trustees *ret_trustees, struct error *error)
{
	struct trustee_item *items = arena_array(arena, struct trustee_item, TRUSTEES_MAX);
	struct scan scan;
	size_t n = 0;

	if (!items)
		return fail(error, ERR_BUSY);
	scan_start(&scan, text, len);
	scan_text(&scan, "[");
	do {
		scan_place(&scan, "/%zu", n);
		if (n == TRUSTEES_MAX)
			scan_fail(&scan);
		else
			TRY(read_item(&scan, arena, &items[n++], error));
	} while (scan_optional(&scan, ","));
	scan_text(&scan, "]");
	TRY(scan_end(&scan, error));
	*ret_trustees = (struct trustees){items, n};
	return OK;
}

enum err certificate_read(
	const char *text, size_t len, struct certificate *ret_certificate, struct error *error)
{
	struct certificate certificate = {0};
	struct scan scan;

	scan_start(&scan, text, len);
	read_certificate(&scan, &certificate);
	TRY(scan_end(&scan, error));
	*ret_certificate = certificate;
	return OK;
}

enum err commitment_read(const char *text, size_t len, unsigned t, struct arena *arena,
	struct commitment *ret_commitment, struct error *error)
{
	struct point *coefexps = arena_array(arena, struct point, t);
	struct commitment commitment = {0};
	struct scan scan;

	if (!coefexps)
		return fail(error, ERR_BUSY);
	scan_start(&scan, text, len);
	read_commitment(&scan, t, coefexps, &commitment);
	TRY(scan_end(&scan, error));
	*ret_commitment = commitment;
	return OK;
}

enum err proof_read(const char *text, size_t len, struct proof *ret_proof, struct error *error)
{
	struct proof proof = {0};
	struct scan scan;

	scan_start(&scan, text, len);
	scan_proof(&scan, &proof);
	TRY(scan_end(&scan, error));
	*ret_proof = proof;
	return OK;
}

enum err trustee_key_read(const char *text, size_t len, bool pedersen, struct trustee_key *ret_key,
	struct error *error)
{
	struct trustee_key key = {0};
	struct scan scan;

	scan_start(&scan, text, len);
	read_key(&scan, pedersen, &key);
	TRY(scan_end(&scan, error));
	*ret_key = key;
	return OK;
}
