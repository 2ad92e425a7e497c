/* What candidates look like. The election committee brings their photos while it enters them; what
 * is published is bound to the list's entry in the record. */
#include "base/cleanup.h"
#include "base/jpeg.h"
#include "crypto/digest.h"
#include "elections/model.h"
#include "elections/themes.h"
#include "elections/views.h"

enum { PHOTO_MAX = 200 << 10 };

struct photo_new {
	struct election_id election_id;
	int64_t candidate_id;
	bool consent;
};
SCHEMA(photo_new, struct photo_new, FIELD_ID(struct photo_new, election_id, .in = IN_PATH),
	FIELD_ID(struct photo_new, candidate_id, .in = IN_PATH),
	FIELD_BOOL(struct photo_new, consent, .required = true, .in = IN_QUERY,
		.doc = "The candidate agreed to show it (D1)"));

/* A candidate who stands in this election. */
static enum err expect_candidate(struct call *call, const struct candidate_key *in)
{
	struct candidate_row row = {.id = in->candidate_id, .election_id = in->election_id};

	TRY(db_one(call->txn, &elections_stmts[CANDIDATE_GET], &row, &row));
	return row.state == CANDIDATE_STANDING ? OK : fail(call->error, ERR_NOT_FOUND);
}

static enum err photo_show(struct call *call)
{
	const struct candidate_key *in = call_in(call, candidate_key);
	struct raw_reply *out = call_out(call, raw_reply);
	struct photo_row row = {.candidate_id = in->candidate_id};
	struct election_scope scope;

	TRY(election_open(call->txn, in->election_id, &scope));
	if (!candidates_visible(call, &scope))
		return fail(call->error, ERR_NOT_FOUND);
	TRY(expect_candidate(call, in));
	TRY(db_one(call->txn, &elections_stmts[PHOTO_GET], &row, &row));
	out->bytes = row.bytes;
	out->etag = row.digest;
	return OK;
}

/* Photos change by the election's own committee, and until the list is published. */
static enum err expect_open(struct call *call, const struct candidate_key *in)
{
	struct election_scope scope;

	TRY(election_of(call, in->election_id, &scope));
	TRY(election_expect(call->txn, &scope, ELECTION_NOMINATING));
	return expect_candidate(call, in);
}

static enum err photo_put(struct call *call)
{
	const struct photo_new *in = call_in(call, photo_new);
	struct candidate_key key = {in->election_id, in->candidate_id};
	struct photo_row row = {.candidate_id = in->candidate_id};
	auto_buf struct buf bytes = {0};
	char hex[DIGEST_HEX_SIZE];
	struct digest digest;

	if (!in->consent)
		return fail_field(call->error, "/consent", "must be true");
	TRY(expect_open(call, &key));
	buf_init(&bytes, PHOTO_MAX);
	if (call->body.len > PHOTO_MAX || !jpeg_strip(call->body, &bytes))
		return fail(call->error, ERR_PHOTO_UNSUITABLE);
	digest = digest_of(bytes.data, bytes.len);
	digest_hex(&digest, hex);
	row.digest = hex;
	row.bytes = (struct span){(const uint8_t *)bytes.data, bytes.len};
	return db_do(call->txn, &elections_stmts[PHOTO_PUT], &row);
}

static enum err photo_delete(struct call *call)
{
	const struct candidate_key *in = call_in(call, candidate_key);

	TRY(expect_open(call, in));
	return db_do(call->txn, &elections_stmts[PHOTO_DELETE],
		&(struct photo_row){.candidate_id = in->candidate_id});
}

static const struct route routes[] = {
	{.op = "candidatePhoto",
		GET("/v1/elections/{election_id}/candidates/{candidate_id}/photo"),
		.in = &candidate_key_schema,
		.out = &raw_reply_schema,
		.read = photo_show,
		.allow = allow_anyone,
		.errors = ERRORS(ERR_NOT_FOUND),
		.media = "image/jpeg",
		.doc = "What a candidate looks like, once published"},
	{.op = "candidatePhotoPut",
		PUT("/v1/elections/{election_id}/candidates/{candidate_id}/photo"),
		.in = &photo_new_schema,
		.write = photo_put,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_NOT_FOUND, ERR_PHOTO_UNSUITABLE),
		.raw_input = true,
		.doc = "Brings a candidate's photo, a JPEG; only the picture itself is kept of it"},
	{.op = "candidatePhotoDelete",
		DELETE("/v1/elections/{election_id}/candidates/{candidate_id}/photo"),
		.in = &candidate_key_schema,
		.write = photo_delete,
		.allow = allow_election_committee,
		.errors = ERRORS(ERR_WRONG_STATE, ERR_NOT_FOUND),
		.doc = "Takes a candidate's photo away"},
};

const struct module photos_module = {"photos", routes, COUNT_OF(routes), NULL};
