/* `gongyi trustee`: a trustee's file, the requests of the set-up, and what she reads at each step.
 * What a step announces is on disk before it is sent, so that a lost reply loses nothing. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/options.h"
#include "crypto/group.h"
#include "tool/internal.h"
#include "tool/trustee_steps.h"
#include "tool/usage.h"
#include "json/json.h"

enum { FILE_MAX = 1 << 17, STEPS_MAX = 8, DECRYPTION_MAX = 1 << 20 };

#define OPENING_ARENA ((size_t)4 << 30)

struct trustee_options {
	const char *election, *key, *file, *out, *fingerprint, *lang;
	bool confirmed;
};

static enum err file_load(struct tool *tool, const char *path, struct trustee_file *ret_file)
{
	struct trustee_file file = {0};
	const char *text;

	TRY(secret_read(tool, path, &text));
	TRY(json_read(&trustee_file_schema, text, strlen(text), &tool->arena, &file, &tool->error));
	*ret_file = file;
	return OK;
}

static enum err file_save(struct tool *tool, const char *path, const struct trustee_file *file)
{
	return secret_write(tool, path, &trustee_file_schema, file, FILE_MAX);
}

/* ---- set-up ---- */

/* A set-up on its way. */
struct setup_run {
	struct tool *tool;
	const struct trustee_options *options;
	struct device_key key;
	int64_t election;
	struct trustee_file file;
	struct setup_view view;
	bool told; /* the service's refusal was printed */
};

/* The file's own election; a new file for the one that was named. */
static enum err file_begin(struct setup_run *run)
{
	struct tool *tool = run->tool;
	struct rand rand = rand_system();
	enum err err = file_load(tool, run->options->file, &run->file);

	if (err == ERR_NOT_FOUND) {
		tool->error = (struct error){0};
		TRY(trustee_file_new(run->election, &rand, &tool->arena, &run->file));
		return file_save(tool, run->options->file, &run->file);
	}
	TRY(err);
	return run->file.election == run->election
		       ? OK
		       : fail_field(&tool->error, "--file", "belongs to another election");
}

static enum err request(struct setup_run *run, enum method method, const char *below,
	const struct buf *body, struct buf *reply)
{
	struct tool *tool = run->tool;
	struct sending sending = {.url = run->key.url,
		.method = method,
		.target = arena_printf(&tool->arena, "/v1/elections/%" PRId64 "/trustees%s",
			run->election, below)};
	enum err err;
	int status;

	if (!sending.target)
		return fail(&tool->error, ERR_BUSY);
	if (body)
		sending.body = (struct span){(const uint8_t *)body->data, body->len};
	err = session_send(tool, run->options->key, &run->key, &sending, &status, reply);
	run->told = err == ERR_UNAUTHENTICATED;
	TRY(err);
	if (status == 200)
		return OK;
	tool_refused(tool, status, reply);
	run->told = true;
	return ERR_INVALID;
}

/* Shares are asked for last: who has announced a commitment has sent them. */
static enum err look(struct setup_run *run)
{
	auto_buf struct buf trustees = {0};
	auto_buf struct buf shares = {0};

	buf_init(&trustees, REPLY_MAX);
	buf_init(&shares, REPLY_MAX);
	TRY(request(run, METHOD_GET, "", NULL, &trustees));
	TRY(request(run, METHOD_GET, "/shares", NULL, &shares));
	return setup_view_read((struct span){(const uint8_t *)trustees.data, trustees.len},
		(struct span){(const uint8_t *)shares.data, shares.len}, &run->tool->arena,
		&run->view, &run->tool->error);
}

static enum err announce(struct setup_run *run, enum setup_step step)
{
	auto_buf struct buf body = {0};
	auto_buf struct buf reply = {0};
	char below[32];

	buf_init(&body, FILE_MAX);
	buf_init(&reply, REPLY_MAX);
	snprintf(below, sizeof below, "/%s", setup_target(step));
	setup_body(&run->file, step, &body);
	if (!buf_ok(&body))
		return fail(&run->tool->error, ERR_TOO_LARGE);
	return request(run, METHOD_POST, below, &body, &reply);
}

/* Goes as far as it can now. */
static enum err go_on(struct setup_run *run, enum setup_step *ret_step)
{
	struct tool *tool = run->tool;
	struct rand rand = rand_system();

	for (int i = 0; i < STEPS_MAX; i++) {
		TRY(look(run));
		TRY(setup_next(&run->file, &run->view, run->options->confirmed, &rand, &tool->arena,
			&tool->error, ret_step));
		TRY(file_save(tool, run->options->file, &run->file));
		if (!setup_target(*ret_step))
			return OK;
		TRY(announce(run, *ret_step));
	}
	return fail_note(&tool->error, ERR_CONFLICT, "the service forgets what was announced");
}

static void print_fingerprints(const struct setup_run *run)
{
	for (size_t i = 0; i < run->view.n; i++) {
		const struct announced *row = &run->view.rows[i];
		struct digest digest = digest_of(row->certificate, strlen(row->certificate));
		char hex[DIGEST_HEX_SIZE];

		digest_hex(&digest, hex);
		printf("%zu\t%s\t%s\n", i + 1, hex, row->name ? row->name : "");
	}
}

static void say_step(const struct setup_run *run, enum setup_step step)
{
	const struct tool *tool = run->tool;
	char text[32];

	snprintf(text, sizeof text, "%" PRId64 "/%zu", run->view.threshold, run->view.n);
	if (step == SETUP_COMPARE) {
		print_fingerprints(run);
		tool_say(tool,
			"{} of the trustees open the count. Compare every fingerprint above with"
			" the paper that all trustees signed; if all are the same, run this again"
			" with --confirmed",
			"须 {} 名监票人共同解密。请将以上每一指纹与全体监票人签字的纸面逐一核对；"
			"全部一致的，加 --confirmed 再次运行",
			text);
	} else if (step == SETUP_WAIT) {
		tool_say(tool, "waiting for other trustees; run this again later",
			"等待其他监票人，请稍后再次运行", "");
	} else {
		puts("ready");
		tool_say(tool, "ready; keep {} safe and secret until the election is over",
			"已就绪；选举结束前请妥善保管并保密 {}", run->options->file);
	}
}

static enum err setup(struct setup_run *run, enum setup_step *ret_step)
{
	struct tool *tool = run->tool;
	uint64_t election;

	if (!parse_uint(run->options->election, JSON_INT_MAX, &election))
		return fail_field(&tool->error, "--election", "type:id");
	run->election = (int64_t)election;
	TRY(group_init(&tool->error));
	TRY(key_read(tool, run->options->key, &run->key));
	TRY(file_begin(run));
	return go_on(run, ret_step);
}

static int trustee_setup(struct tool *tool, const struct trustee_options *options)
{
	struct setup_run run = {.tool = tool, .options = options};
	enum setup_step step = SETUP_WAIT;

	if (setup(&run, &step) != OK)
		return run.told ? 1 : tool_failed(tool);
	say_step(&run, step);
	return 0;
}

/* ---- decrypting ---- */

static unsigned processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > VERIFY_THREADS_MAX ? VERIFY_THREADS_MAX : (unsigned)n;
}

static void say_opening(const struct tool *tool, const struct opening *opening)
{
	char count[24];

	snprintf(count, sizeof count, "%" PRIu64, opening->tally.n_ballots);
	tool_say(tool, "vote {}", "投票 {}", opening->election->uuid);
	tool_say(tool, "voters counted: {}", "计入投票人：{}", count);
	tool_say(tool, "last event, to be the same for every trustee: {}",
		"末事件指纹，各监票人所见应当一致：{}", opening->hash);
}

/* The tally is remembered on disk before anything of it is opened. */
static enum err decrypt(struct tool *tool, const struct trustee_options *options,
	const char *archive, struct arena *arena, struct buf *text)
{
	struct verify_options checks = {
		.fingerprint = options->fingerprint, .n_threads = processors()};
	struct rand rand = rand_system();
	struct opening opening;
	struct trustee_file file;
	struct span bytes;

	TRY(group_init(&tool->error));
	TRY(file_load(tool, options->file, &file));
	TRY(file_bytes(archive, arena, &bytes, &tool->error));
	TRY(opening_prepare(&file, bytes, &checks, arena, &tool->error, &opening));
	say_opening(tool, &opening);
	TRY(opening_agree(&file, &opening, options->confirmed, arena, &tool->error));
	TRY(file_save(tool, options->file, &file));
	return opening_write(&file, &opening, &rand, arena, text, &tool->error);
}

static int trustee_decrypt(
	struct tool *tool, const struct trustee_options *options, const char *archive)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf text = {0};

	arena_init(&arena, OPENING_ARENA);
	buf_init(&text, DECRYPTION_MAX);
	if (decrypt(tool, options, archive, &arena, &text) != OK)
		return tool_failed(tool);
	if (options->out)
		return file_replace(options->out, text.data, text.len, false, &tool->error) == OK
			       ? 0
			       : tool_failed(tool);
	return fwrite(text.data, 1, text.len, stdout) == text.len && fflush(stdout) == 0 ? 0 : 1;
}

/* ---- the command ---- */

int tool_trustee(int argc, char **argv)
{
	struct trustee_options given = {0};
	const struct option options[] = {
		OPTION_TEXT("election", &given.election),
		OPTION_TEXT("key", &given.key),
		OPTION_TEXT("file", &given.file),
		OPTION_TEXT("out", &given.out),
		OPTION_TEXT("fingerprint", &given.fingerprint),
		OPTION_TEXT("lang", &given.lang),
		OPTION_FLAG("confirmed", &given.confirmed),
		{0},
	};
	int left = options_take(options, argc, argv);
	bool is_setup = left == 1 && strcmp(argv[0], "setup") == 0 && given.election && given.key;
	bool is_decrypt = left == 2 && strcmp(argv[0], "decrypt") == 0;
	struct tool tool;
	int status = 2;

	if (!given.file || !(is_setup || is_decrypt))
		return usage_wrong("trustee");
	if (tool_begin(&tool, given.lang))
		status = is_setup ? trustee_setup(&tool, &given)
				  : trustee_decrypt(&tool, &given, argv[1]);
	arena_done(&tool.arena);
	return status;
}
