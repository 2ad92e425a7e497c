/* The protocol's documents. Each has one text, so what a reader accepts is written again as it was;
 * only election.json may be any JSON, and trustees.json may have names that are dropped. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/wire/documents.h"
#include "crypto/wire/revealed.h"
#include "fuzz/fuzz.h"
#include "harness/test.h"

enum { MEMORY = 64 << 20, OUTPUT_MAX = 4 << 20, THRESHOLD = 2 };

/* An input and what it is read with. */
struct document {
	const char *text;
	size_t len;
	struct arena arena;
	struct election *election; /* the one that ballots and the count belong to */
	struct error error;
	struct buf out; /* written again */
};

static enum err again_election(struct document *document)
{
	struct election *election;

	TRY(election_read(
		document->text, document->len, &document->arena, &election, &document->error));
	election_write(election, &document->out);
	return OK;
}

static enum err again_trustees(struct document *document)
{
	struct trustees trustees;
	struct error error = {0};

	TRY(trustees_read(
		document->text, document->len, &document->arena, &trustees, &document->error));
	trustees_write(&trustees, &document->out);
	if (trustees_check(&trustees, &error) != OK)
		T_CHECK(error.code != OK);
	return OK;
}

static enum err again_credentials(struct document *document)
{
	struct credentials credentials;

	TRY(credentials_read(
		document->text, document->len, &document->arena, &credentials, &document->error));
	credentials_write(&credentials, &document->out);
	return OK;
}

static enum err again_setup(struct document *document)
{
	struct setup setup;

	TRY(setup_read(document->text, document->len, &setup, &document->error));
	setup_write(&setup, &document->out);
	return OK;
}

static enum err again_ballot(struct document *document)
{
	const struct election *election = document->election;
	struct ballot *ballot;
	struct error error = {0};

	TRY(ballot_read(election, document->text, document->len, &document->arena, &ballot,
		&document->error));
	ballot_write(election, ballot, &document->out);
	if (ballot_verify(election, ballot, BALLOT_INTAKE, &error) != OK)
		T_CHECK(error.code == ERR_INVALID);
	return OK;
}

static enum err again_tally(struct document *document)
{
	struct tally tally;

	TRY(tally_read(document->election, document->text, document->len, &document->arena, &tally,
		&document->error));
	tally_write(document->election, &tally, &document->out);
	return OK;
}

static enum err again_sized(struct document *document)
{
	struct sized sized;

	TRY(sized_read(document->text, document->len, &sized, &document->error));
	sized_write(&sized, &document->out);
	return OK;
}

static enum err again_decryption(struct document *document)
{
	struct decryption decryption;

	TRY(decryption_read(document->election, document->text, document->len, &document->arena,
		&decryption, &document->error));
	decryption_write(document->election, &decryption, &document->out);
	return OK;
}

static enum err again_owned(struct document *document)
{
	struct owned owned;

	TRY(owned_read(document->text, document->len, &owned, &document->error));
	owned_write(&owned, &document->out);
	return OK;
}

static enum err again_result(struct document *document)
{
	uint64_t *result;

	TRY(result_read(document->election, document->text, document->len, &document->arena,
		&result, &document->error));
	result_write(document->election, result, &document->out);
	return OK;
}

static enum err again_certificate(struct document *document)
{
	struct certificate certificate;

	TRY(certificate_read(document->text, document->len, &certificate, &document->error));
	certificate_write(&certificate, &document->out);
	return OK;
}

static enum err again_commitment(struct document *document)
{
	struct commitment commitment;

	TRY(commitment_read(document->text, document->len, THRESHOLD, &document->arena, &commitment,
		&document->error));
	commitment_write(&commitment, THRESHOLD, &document->out);
	return OK;
}

static enum err again_proof(struct document *document)
{
	struct proof proof;

	TRY(proof_read(document->text, document->len, &proof, &document->error));
	proof_write(&proof, &document->out);
	return OK;
}

static enum err again_single_key(struct document *document)
{
	struct trustee_key key;

	TRY(trustee_key_read(document->text, document->len, false, &key, &document->error));
	trustee_key_write(&key, false, &document->out);
	return OK;
}

static enum err again_shared_key(struct document *document)
{
	struct trustee_key key;

	TRY(trustee_key_read(document->text, document->len, true, &key, &document->error));
	trustee_key_write(&key, true, &document->out);
	return OK;
}

/* A link may stand before it, and it may end after its hash. */
static enum err again_revealed(struct document *document)
{
	const char *text = arena_copy(&document->arena, document->text, document->len);
	struct buf *out = &document->out;
	struct revealed revealed;

	T_CHECK(text != NULL);
	TRY(revealed_read(document->election, text, &revealed, &document->error));
	revealed_write(document->election, &revealed, out);
	if (revealed.whole)
		T_STR(text + strlen(text) - out->len, out->data);
	return OK;
}

/* By the first byte of an input: the records of an archive in its order, announcements, then what
 * a phone revealed. */
static enum err (*const readers[])(struct document *) = {again_election, again_trustees,
	again_credentials, again_setup, again_ballot, again_tally, again_sized, again_decryption,
	again_owned, again_result, again_certificate, again_commitment, again_proof,
	again_single_key, again_shared_key, again_revealed};

enum { FIRST_KIND = 'a', ANNOUNCEMENTS = 10 };

static size_t kind_of(uint8_t byte)
{
	return (byte - (size_t)FIRST_KIND) % COUNT_OF(readers);
}

static bool has_one_text(size_t kind)
{
	return readers[kind] != again_election && readers[kind] != again_trustees &&
	       readers[kind] != again_revealed;
}

/* A file of an election of others, which ends its documents with a line feed. */
static const char *vector(const char *name, size_t *ret_len)
{
	char path[80];
	const char *text;

	snprintf(path, sizeof path, "vectors/election-threshold/%s", name);
	text = t_file(path, ret_len);
	while (*ret_len && text[*ret_len - 1] == '\n')
		--*ret_len;
	return text;
}

static struct election *own_election(struct arena *arena)
{
	static char text[4096];
	static size_t len;
	struct election *election;
	struct error error = {0};

	if (!len) {
		const char *file = vector("election.json", &len);

		T_CHECK(len < sizeof text);
		memcpy(text, file, len);
	}
	T_OK(group_init(&error));
	T_OK(election_read(text, len, arena, &election, &error));
	return election;
}

void fuzz_document(const uint8_t *data, size_t len)
{
	struct document document = {0};
	size_t kind;
	enum err err;

	if (!len)
		return;
	kind = kind_of(*data);
	document.text = (const char *)data + 1;
	document.len = len - 1;
	arena_init(&document.arena, MEMORY);
	buf_init(&document.out, OUTPUT_MAX);
	document.election = own_election(&document.arena);
	err = readers[kind](&document);
	if (err != OK)
		T_INT(document.error.code, err);
	else if (has_one_text(kind)) {
		T_INT(document.out.len, document.len);
		T_MEM(document.out.data, document.text, document.len);
	}
	buf_done(&document.out);
	arena_done(&document.arena);
}

/* ---- seeds ---- */

/* What `out` holds, as an input of this kind; empties it. */
static void add(struct fuzz_seeds *seeds, size_t kind, struct buf *out)
{
	fuzz_seed(seeds, (char)(FIRST_KIND + kind), out->data, out->len);
	buf_reset(out);
}

static void seed_revealed(struct fuzz_seeds *seeds, size_t kind)
{
	const struct revealed revealed = {.credential = point_generator, .votes = {1}};
	auto_buf struct buf out = {0};

	buf_init(&out, OUTPUT_MAX);
	revealed_write(own_election(&seeds->arena), &revealed, &out);
	add(seeds, kind, &out);
}

/* The announcements inside a trustees.json of a threshold group. */
static void seed_announcements(struct fuzz_seeds *seeds)
{
	size_t len, kind = ANNOUNCEMENTS;
	const char *text = vector("trustees.json", &len);
	struct trustees trustees;
	struct error error = {0};
	const struct pedersen *pedersen;
	auto_buf struct buf out = {0};

	buf_init(&out, OUTPUT_MAX);
	T_OK(trustees_read(text, len, &seeds->arena, &trustees, &error));
	pedersen = trustees.items[0].pedersen;
	certificate_write(&pedersen->certs[0], &out);
	add(seeds, kind++, &out);
	commitment_write(&pedersen->commitments[0], THRESHOLD, &out);
	add(seeds, kind++, &out);
	proof_write(&pedersen->signatures[0], &out);
	add(seeds, kind++, &out);
	trustee_key_write(&pedersen->keys[0], false, &out);
	add(seeds, kind++, &out);
	trustee_key_write(&pedersen->keys[0], true, &out);
	add(seeds, kind++, &out);
	seed_revealed(seeds, kind++);
	T_INT(kind, COUNT_OF(readers));
}

/* The small documents that name others. */
static void seed_names(struct fuzz_seeds *seeds)
{
	const struct digest digest = digest_of("x", 1);
	auto_buf struct buf out = {0};

	buf_init(&out, OUTPUT_MAX);
	setup_write(&(struct setup){digest, digest, digest}, &out);
	add(seeds, 3, &out);
	sized_write(&(struct sized){3, UINT64_C(1) << 30, digest}, &out);
	add(seeds, 6, &out);
	owned_write(&(struct owned){2, digest}, &out);
	add(seeds, 8, &out);
}

void fuzz_document_seed(struct fuzz_seeds *seeds)
{
	static const char *const files[ANNOUNCEMENTS] = {"election.json", "trustees.json",
		"public_creds.json", NULL, "ballot.1.json", "encrypted_tally.out", NULL, "pd.1.out",
		NULL, "result.json"};

	for (size_t i = 0; i < COUNT_OF(files); i++)
		if (files[i]) {
			size_t len;
			const char *text = vector(files[i], &len);

			fuzz_seed(seeds, (char)(FIRST_KIND + i), text, len);
		}
	seed_announcements(seeds);
	seed_names(seeds);
}
