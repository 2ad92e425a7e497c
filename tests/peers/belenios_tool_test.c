/* An independent program for the same elections judges ours, and we judge what it makes. */
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/credential.h"
#include "harness/box.h"
#include "harness/desk.h"
#include "harness/made.h"
#include "harness/peer.h"
#include "verify/audit.h"
#include "json/json.h"

enum { ARCHIVE_MAX = 1 << 22 };

static void check_accepted(struct span archive)
{
	const char *refusal = refusal_of_tool(archive);

	if (refusal)
		t_fail(__FILE__, __LINE__, "the tool's %s refuses", refusal);
	T_INT(verdict_of(archive, NULL), AUDIT_HOLDS);
}

static const char *const names[] = {"张三", "李四", "Wang", "\"quoted\"", "戊\\", "己", "庚"};

static void check_made(const struct made_plan *plan)
{
	auto_arena struct arena arena = {0};
	auto_buf struct buf out = {0};

	t_peer("belenios-tool");
	arena_init(&arena, AUDIT_MEMORY);
	buf_init(&out, ARCHIVE_MAX);
	made_election(plan, ARCHIVE_RESULT, &arena, &out);
	check_accepted(span_of_buf(&out));
}

TEST(peers, belenios_tool_accepts_our_threshold_election_with_three_candidates_and_weights)
{
	static const struct question question = {.text = "委员",
		.answers = names,
		.n_answers = 3,
		.blank = true,
		.min = 1,
		.max = 2};
	static const uint64_t weights[] = {8913, 1200000000, 0};
	static const size_t voters[] = {0, 1, 2, 0};
	const uint8_t *const votes[] = {(const uint8_t[]){0, 1, 0, 1},
		(const uint8_t[]){1, 0, 0, 0}, (const uint8_t[]){0, 0, 1, 0},
		(const uint8_t[]){0, 0, 0, 1}};
	struct made_plan plan = {.description = "居民委员会\n换届选举",
		.questions = &question,
		.n_questions = 1,
		.threshold = 2,
		.n_group = 3,
		.n_voters = 3,
		.weights = weights,
		.n_ballots = 4,
		.voters = voters,
		.votes = votes,
		.bound = true};

	check_made(&plan);
}

TEST(peers, belenios_tool_accepts_our_elections_with_one_and_seven_candidates)
{
	static const struct question questions[] = {{.text = "主任",
							    .answers = names,
							    .n_answers = 1,
							    .blank = true,
							    .min = 1,
							    .max = 1},
		{.text = "委员",
			.answers = names,
			.n_answers = 7,
			.blank = true,
			.min = 1,
			.max = 5},
		{.text = "罢免", .answers = names, .n_answers = 2, .min = 0, .max = 1}};
	static const size_t voters[] = {1, 0};
	const uint8_t *const votes[] = {(const uint8_t[]){0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 1},
		(const uint8_t[]){1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
	struct made_plan plan = {.questions = questions,
		.n_questions = 3,
		.n_singles = 2,
		.threshold = 2,
		.n_group = 3,
		.n_voters = 4,
		.n_ballots = 2,
		.voters = voters,
		.votes = votes,
		.bound = true};

	check_made(&plan);
}

/* The judge can refuse. */
TEST(peers, belenios_tool_refuses_the_defective_examples)
{
	static const struct {
		const char *path, *step;
	} bad[] = {{"bad-signature", "ballot"}, {"bad-individual-proof", "ballot"},
		{"bad-result", "verify"}};

	t_peer("belenios-tool");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		char path[256];

		snprintf(path, sizeof path, "vectors/belenios/negative/%s/nVPZZBXZKKpe2t.bel",
			bad[i].path);
		T_CHECK(refusal_of_tool(span_of_file(path)) != NULL);
	}
}

/* ---- the tool makes ---------------------------------------------------------------------------
 */

static const struct span no_input;

/* Steps of the tool that must work. */
#define TOOL(desk, input, ...)                                                                     \
	do {                                                                                       \
		int status_ = tool(desk, input, __VA_ARGS__, NULL);                                \
		if (status_ != 0)                                                                  \
			t_fail(__FILE__, __LINE__, "the tool ends with %d: %s", status_,           \
				(desk)->err.len ? (desk)->err.data : "");                          \
	} while (0)

/* The first line printed by the last step, copied. */
static void first_line(const struct desk *desk, char *ret_line, size_t size)
{
	snprintf(ret_line, size, "%.*s", desk->out.len ? (int)strcspn(desk->out.data, "\n") : 0,
		desk->out.len ? desk->out.data : "");
}

enum { N_GROUP = 3, ID_SIZE = 65, NAME_SIZE = 256 };

/* Six steps; leaves threshold.json, and NAME.key and NAME.dkey of each. */
static void tool_group(struct desk *desk, char ids[N_GROUP][ID_SIZE])
{
	auto_buf struct buf certs = {0}, polynomials = {0}, outputs = {0}, text = {0};
	char name[NAME_SIZE], key[NAME_SIZE];

#define STEP "setup", "generate-trustee-key-threshold", "--group", "Ed25519", "--step"
	buf_init(&certs, ARCHIVE_MAX);
	buf_init(&polynomials, ARCHIVE_MAX);
	buf_init(&outputs, ARCHIVE_MAX);
	buf_init(&text, ARCHIVE_MAX);
	for (int i = 0; i < N_GROUP; i++) {
		snprintf(name, sizeof name, "%d/2/%d", i + 1, N_GROUP);
		TOOL(desk, no_input, STEP, "1", "--threshold-context", name);
		first_line(desk, ids[i], ID_SIZE);
		snprintf(name, sizeof name, "%s.cert", ids[i]);
		desk_read(desk, name, &text);
		buf_add(&certs, text.data, text.len);
	}
	desk_write(desk, "certs", span_of_buf(&certs));
	TOOL(desk, no_input, STEP, "2", "--certs", "certs");
	for (int i = 0; i < N_GROUP; i++) {
		snprintf(key, sizeof key, "%s.key", ids[i]);
		TOOL(desk, no_input, STEP, "3", "--certs", "certs", "--key", key);
		buf_add(&polynomials, desk->out.data, desk->out.len);
	}
	desk_write(desk, "polynomials", span_of_buf(&polynomials));
	TOOL(desk, no_input, STEP, "4", "--certs", "certs", "--polynomials", "polynomials");
	for (int i = 0; i < N_GROUP; i++) {
		snprintf(key, sizeof key, "%s.key", ids[i]);
		snprintf(name, sizeof name, "%s.vinput", ids[i]);
		desk_read(desk, name, &text);
		TOOL(desk, span_of_buf(&text), STEP, "5", "--certs", "certs", "--key", key);
		buf_add(&outputs, desk->out.data, desk->out.len);
	}
	TOOL(desk, span_of_buf(&outputs), STEP, "6", "--certs", "certs", "--polynomials",
		"polynomials");
	desk_write(desk, "threshold.json", span_of_buf(&desk->out));
#undef STEP
}

/* One trustee who is always needed; her files are named by `ret_id`. */
static void tool_single(struct desk *desk, char ret_id[ID_SIZE])
{
	auto_buf struct buf text = {0};
	char name[NAME_SIZE];
	const char *at;

	TOOL(desk, no_input, "setup", "generate-trustee-key", "--group", "Ed25519");
	at = strstr(desk->out.data, "keypair ");
	T_CHECK(at != NULL);
	snprintf(ret_id, ID_SIZE, "%.8s", at + strlen("keypair "));
	snprintf(name, sizeof name, "%s.pubkey", ret_id);
	buf_init(&text, ARCHIVE_MAX);
	desk_read(desk, name, &text);
	desk_write(desk, "public_keys.jsons", span_of_buf(&text));
}

/* Makes the list for three voters and returns their private credentials as a JSON document. */
static void tool_credentials(struct desk *desk, const char *uuid, struct buf *ret_private)
{
	const char *at;
	char token[64], name[NAME_SIZE];

	desk_write_text(desk, "voters.txt", "1,zhang,3\n2,li,5\n3,wang\n");
	TOOL(desk, no_input, "setup", "generate-credentials", "--uuid", uuid, "--group", "Ed25519",
		"--file", "voters.txt");
	at = strstr(desk->out.data, "saved to ./");
	T_CHECK(at != NULL);
	at += strlen("saved to ./");
	snprintf(token, sizeof token, "%.*s", (int)strcspn(at, "."), at);
	snprintf(name, sizeof name, "%s.pubcreds", token);
	desk_rename(desk, name, "public_creds.json");
	snprintf(name, sizeof name, "%s.privcreds", token);
	desk_read(desk, name, ret_private);
}

static void tool_append(struct desk *desk, const char *type)
{
	auto_buf struct buf input = {0};
	char option[64];

	buf_init(&input, ARCHIVE_MAX);
	if (desk->out.len)
		buf_add(&input, desk->out.data, desk->out.len);
	snprintf(option, sizeof option, "--type=%s", type);
	TOOL(desk, span_of_buf(&input), "archive", "add-event", option);
}

static void tool_ballots(struct desk *desk, struct buf *private)
{
	static const struct {
		const char *login, *choice;
	} votes[] = {{"li", "[[1,0,1],[0,1,0]]"}, {"zhang", "[[0,1,0],[1,0,0]]"},
		{"li", "[[1,1,0],[0,0,1]]"}};
	auto_json struct json *credentials = NULL;
	struct error error = {0};

	T_OK(json_parse(private->data, private->len, &credentials, &error));
	for (size_t i = 0; i < COUNT_OF(votes); i++) {
		const char *credential;

		T_CHECK(json_string(json_get(credentials, votes[i].login), &credential));
		desk_write_text(desk, "credential", credential);
		desk_write_text(desk, "choice", votes[i].choice);
		TOOL(desk, no_input, "election", "generate-ballot", "--privcred", "credential",
			"--choice", "choice");
		tool_append(desk, "Ballot");
	}
}

static void tool_decrypt_group(struct desk *desk, char ids[N_GROUP][ID_SIZE], int i, int owner)
{
	char key[NAME_SIZE], decryption_key[NAME_SIZE], number[16];

	snprintf(key, sizeof key, "%s.key", ids[i]);
	snprintf(decryption_key, sizeof decryption_key, "%s.dkey", ids[i]);
	snprintf(number, sizeof number, "%d", owner);
	TOOL(desk, no_input, "election", "decrypt-threshold", "--key", key, "--decryption-key",
		decryption_key, "--trustee-id", number);
	tool_append(desk, "PartialDecryption");
}

/* A whole election of the tool's own; a single trustee, a group 2 of 3, or both. */
static void tool_election(bool single, bool group, struct buf *ret_archive)
{
	auto_buf struct buf private = {0};
	struct desk *desk = desk_new();
	char uuid[UUID_SIZE], id[ID_SIZE], ids[N_GROUP][ID_SIZE], name[NAME_SIZE];

	buf_init(ret_archive, ARCHIVE_MAX);
	buf_init(&private, ARCHIVE_MAX);
	TOOL(desk, no_input, "setup", "generate-token");
	first_line(desk, uuid, sizeof uuid);
	tool_credentials(desk, uuid, &private);
	desk_write_text(desk, "public_keys.jsons", "");
	if (single)
		tool_single(desk, id);
	if (group)
		tool_group(desk, ids);
	desk_write_text(desk, "template.json",
		"{\"description\":\"d\",\"name\":\"n\",\"questions\":[{\"answers\":[\"张\",\"Li\","
		"\"Wang\"],\"min\":1,\"max\":2,\"question\":\"A\"},{\"answers\":[\"Yes\",\"No\"],"
		"\"blank\":true,\"min\":1,\"max\":1,\"question\":\"B\"}],"
		"\"administrator\":\"甲\",\"credential_authority\":\"server\"}");
	TOOL(desk, no_input, "setup", "make-trustees");
	TOOL(desk, no_input, "setup", "make-election", "--uuid", uuid, "--group", "Ed25519",
		"--template", "template.json");
	TOOL(desk, no_input, "archive", "init");
	tool_ballots(desk, &private);
	buf_reset(&desk->out);
	tool_append(desk, "EndBallots");
	TOOL(desk, no_input, "election", "compute-encrypted-tally");
	tool_append(desk, "EncryptedTally");
	if (single) {
		snprintf(name, sizeof name, "%s.privkey", id);
		TOOL(desk, no_input, "election", "decrypt", "--privkey", name, "--trustee-id", "1");
		tool_append(desk, "PartialDecryption");
	}
	for (int i = N_GROUP - 1; group && i > 0; i--)
		tool_decrypt_group(desk, ids, i, i + 1 + single);
	TOOL(desk, no_input, "election", "compute-result");
	tool_append(desk, "Result");
	snprintf(name, sizeof name, "%s.bel", uuid);
	desk_read(desk, name, ret_archive);
}

static void expect_counted(const struct buf *archive)
{
	static const uint64_t expected[] = {5, 8, 0, 0, 0, 5};
	auto_arena struct arena arena = {0};
	struct verify_report report;

	audit(span_of_buf(archive), NULL, &arena, &report);
	T_INT(report.verdict, AUDIT_HOLDS);
	T_INT(report.n_ballots, 3);
	T_INT(report.n_tallied, 2);
	T_INT(report.weight_tallied, 8);
	T_INT(report.weight_listed, 9);
	T_MEM(report.result, expected, 2 * sizeof expected[0]);
}

TEST(peers, the_audit_accepts_an_election_of_belenios_tool_with_one_trustee)
{
	auto_buf struct buf archive = {0};

	tool_election(true, false, &archive);
	expect_counted(&archive);
}

TEST(peers, the_audit_accepts_an_election_of_belenios_tool_with_a_threshold)
{
	auto_buf struct buf archive = {0};

	tool_election(false, true, &archive);
	expect_counted(&archive);
}

TEST(peers, the_audit_accepts_an_election_of_belenios_tool_with_a_mixture_of_trustees)
{
	auto_buf struct buf archive = {0};

	tool_election(true, true, &archive);
	expect_counted(&archive);
}
