/* Every operation of crypto/ on secrets, each followed by its public check, which must hold without
 * a report: so nothing of what is published is left unrevealed, and what was watched is real. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/rand.h"
#include "crypto/ballot.h"
#include "crypto/box.h"
#include "crypto/commitment.h"
#include "crypto/credential.h"
#include "crypto/dsse.h"
#include "crypto/keyring.h"
#include "crypto/note.h"
#include "crypto/privacy.h"
#include "crypto/tally.h"
#include "crypto/trustee.h"
#include "secrets/watch.h"

enum { ARENA_MAX = 1 << 20, TRUSTEES = 3, THRESHOLD = 2, CHOICES = 6 };

static const char uuid[] = "nVPZZBXZKKpe2t";
static struct rand draws; /* the system's: drawn bytes become secret in main.c */
static struct error error;

/* ---- credentials ---------------------------------------------------------------------------- */

static void credentials(void)
{
	char typed[] = " 5LhpW iRmTXW dM7Bf-5qjbxU ", bad[] = "5LhpWiRmTXWdM7Bf5qjbx0";
	char text[CREDENTIAL_SIZE], name[UUID_NEW_SIZE];
	struct scalar secret;
	struct point public_half;

	watch(typed, sizeof typed - 1);
	watch(bad, sizeof bad - 1);
	MUST(credential_normalize(typed, text));
	MUST(!credential_normalize(bad, text));
	credential_derive(uuid, text, &secret, &public_half);
	MUST(point_valid(&public_half));
	credential_new(&draws, text);
	credential_derive(uuid, text, &secret, &public_half);
	MUST(point_valid(&public_half));
	uuid_new(&draws, name);
	MUST(uuid_valid(name));
}

/* ---- ballots -------------------------------------------------------------------------------- */

static const char *const names[] = {"一", "二", "三"};
static struct question questions[] = {
	{.text = "主任", .answers = names, .n_answers = 2, .min = 0, .max = 1},
	{.text = "委员", .answers = names, .n_answers = 3, .blank = true, .min = 1, .max = 2},
};

static struct election election_under(const struct point *key)
{
	struct election election = {.name = "",
		.description = "",
		.public_key = *key,
		.questions = questions,
		.n_questions = COUNT_OF(questions),
		.hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"};

	memcpy(election.uuid, uuid, sizeof uuid);
	MUST(election_init(&election, &error) == OK && election.n_choices == CHOICES);
	return election;
}

static struct ballot *cast(
	const struct election *election, const uint8_t votes[CHOICES], struct arena *arena)
{
	struct scalar credential;
	struct ballot *ballot;
	uint8_t marks[CHOICES];

	memcpy(marks, votes, sizeof marks);
	watch(marks, sizeof marks);
	scalar_random(&draws, &credential);
	MUST(ballot_make(election, &credential, marks, &draws, arena, &ballot, &error) == OK);
	MUST(ballot_verify(election, ballot, BALLOT_INTAKE, &error) == OK);
	return ballot;
}

static void ballots(void)
{
	static const uint8_t votes[][CHOICES] = {{0, 1, 0, 1, 0, 1}, {0, 0, 1, 0, 0, 0}};
	auto_arena struct arena arena = {.limit = ARENA_MAX};
	const struct election election = election_under(&point_generator);
	uint8_t refused[CHOICES] = {1, 1, 0, 1, 0, 0};
	struct scalar credential;
	struct ballot *ballot;
	auto_buf struct buf text = {0};

	buf_init(&text, BALLOT_TEXT_MAX);
	for (size_t i = 0; i < COUNT_OF(votes); i++)
		ballot_write(&election, cast(&election, votes[i], &arena), &text);
	MUST(buf_ok(&text) && strlen(text.data) == text.len);
	watch(refused, sizeof refused);
	scalar_random(&draws, &credential);
	MUST(ballot_make(&election, &credential, refused, &draws, &arena, &ballot, &error) ==
		ERR_INVALID);
}

/* ---- trustees ------------------------------------------------------------------------------- */

/* A key's secret half to its text and back, as a key file holds it. */
static void keep_and_read(struct scalar *secret)
{
	char text[SCALAR_TEXT_SIZE];
	struct scalar again;

	scalar_text(secret, text);
	MUST(scalar_parse(text, &again));
	*secret = again;
}

static void decrypt_with(
	const struct election *election, const struct scalar *secret, const struct point *key)
{
	static const uint8_t votes[CHOICES] = {0, 1, 1, 0, 0, 0};
	auto_arena struct arena arena = {.limit = ARENA_MAX};
	struct decryption decryption;
	struct tally_sum sum;
	struct tally tally;

	MUST(tally_start(election, &arena, &sum, &error) == OK);
	MUST(tally_add(election, cast(election, votes, &arena), 3, &sum, &error) == OK);
	MUST(tally_end(election, &sum, &arena, &tally, &error) == OK);
	MUST(decryption_make(election, &tally, secret, &draws, &arena, &decryption, &error) == OK);
	MUST(decryption_check(election, &tally, key, &decryption, &error) == OK);
}

static void single_trustee(void)
{
	struct scalar secret;
	struct trustee_item item = {0};
	const struct trustees trustees = {&item, 1};
	struct election election;

	scalar_random(&draws, &secret);
	keep_and_read(&secret);
	trustee_key_make(&secret, &draws, &item.single);
	MUST(trustees_check(&trustees, &error) == OK);
	election = election_under(&item.single.public_key);
	decrypt_with(&election, &secret, &item.single.public_key);
}

/* What each threshold trustee keeps to herself. */
struct keeper {
	struct pedersen_secret secret;
	struct box_secret box;
	struct box_public box_key;
	struct scalar coefficients[THRESHOLD];
	struct scalar shares[TRUSTEES];
	struct scalar decryption;
};

static void announce(struct keeper *keeper, unsigned number, struct certificate *ret_certificate)
{
	char seed[PEDERSEN_SEED_SIZE];
	struct proof signature;

	pedersen_seed_new(&draws, seed);
	pedersen_keys(seed, &keeper->secret);
	box_keys(seed, &keeper->box, &keeper->box_key);
	certificate_make(&keeper->secret, TRUSTEES, THRESHOLD, number, &draws, ret_certificate);
	box_announce(&keeper->box_key, &keeper->secret, &draws, &signature);
	MUST(box_announced(&keeper->box_key, ret_certificate, &signature));
}

/* From trustee `from` to trustee `to` (from 0), sealed and opened on the way. */
static void send_share(const struct keeper *from, struct keeper *to, unsigned number, size_t sender,
	const struct commitment *commitment)
{
	uint8_t sealed[BOX_SHARE_BYTES];
	struct scalar share;

	polynomial_share(from->coefficients, THRESHOLD, number, &share);
	box_seal(&share, &from->box, &to->box_key, &draws, sealed);
	MUST(box_open(sealed, &from->box_key, &to->box, &to->shares[sender]));
	MUST(share_check(commitment, THRESHOLD, number, &to->shares[sender]));
	sealed[sizeof sealed - 1] ^= 1;
	MUST(!box_open(sealed, &from->box_key, &to->box, &share));
}

static void threshold_trustees(void)
{
	auto_arena struct arena arena = {.limit = ARENA_MAX};
	struct keeper keepers[TRUSTEES];
	struct certificate certs[TRUSTEES];
	struct commitment commitments[TRUSTEES];
	struct proof signatures[TRUSTEES];
	struct trustee_key keys[TRUSTEES];
	struct pedersen group = {THRESHOLD, TRUSTEES, certs, commitments, signatures, keys};
	struct trustee_item item = {.pedersen = &group};
	const struct trustees trustees = {&item, 1};
	struct election election;
	struct point key;

	for (unsigned i = 0; i < TRUSTEES; i++)
		announce(&keepers[i], i + 1, &certs[i]);
	for (unsigned i = 0; i < TRUSTEES; i++)
		MUST(polynomial_make(&keepers[i].secret, certs, &draws, &arena,
			     keepers[i].coefficients, &commitments[i], &signatures[i],
			     &error) == OK);
	for (unsigned j = 0; j < TRUSTEES; j++) {
		for (size_t i = 0; i < TRUSTEES; i++)
			send_share(&keepers[i], &keepers[j], j + 1, i, &commitments[i]);
		pedersen_key_make(&keepers[j].secret, keepers[j].shares, TRUSTEES, &draws,
			&keepers[j].decryption, &keys[j]);
		keep_and_read(&keepers[j].decryption);
	}
	MUST(trustees_check(&trustees, &error) == OK);
	MUST(trustees_public_key(&trustees, &key));
	election = election_under(&key);
	decrypt_with(&election, &keepers[0].decryption, &keys[0].public_key);
}

/* ---- signatures ----------------------------------------------------------------------------- */

static void statements(void)
{
	static const uint8_t payload[] = "{\"chose\":1}";
	auto_secret struct sign_secret secret = {0};
	struct dsse statement;
	uint64_t signed_by;

	sign_secret_new(&draws, &secret);
	MUST(dsse_init("vote", (struct span){payload, sizeof payload - 1}, &statement) == OK);
	MUST(dsse_sign(&statement, &secret) == OK);
	MUST(dsse_verify(&statement, "vote", &secret.key, 1, 1, &signed_by) == OK);
}

static void notes(void)
{
	static const char text[] =
		"gongyi.test/1\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
	static const enum note_type types[] = {NOTE_ED25519, NOTE_COSIGNATURE};
	auto_buf struct buf buf = {0};
	struct note_key keys[COUNT_OF(types)];
	struct note note;
	uint64_t signed_by;

	buf_init(&buf, NOTE_BYTES_MAX);
	MUST(note_start(&buf, text, strlen(text)) == OK);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		auto_secret struct sign_secret secret = {0};

		sign_secret_new(&draws, &secret);
		MUST(note_key_init("gongyi.test/1", types[i], &secret.key, &keys[i]));
		MUST(note_sign(&buf, &keys[i], &secret, 1795418348) == OK);
	}
	MUST(note_parse(buf.data, buf.len, &note));
	MUST(note_verify(&note, keys, COUNT_OF(keys), &signed_by) == OK && signed_by == 3);
}

/* ---- the service's own secrets -------------------------------------------------------------- */

static struct keyring *new_keyring(void)
{
	uint8_t master[KEYRING_MASTER_BYTES];
	struct keyring *keys;

	rand_bytes(&draws, master, sizeof master);
	keys = keyring_new(master);
	MUST(keys != NULL);
	return keys;
}

static void record_key(void)
{
	struct keyring *keys = new_keyring();
	auto_secret struct sign_secret secret = {0};
	struct signature signature;

	keyring_record_secret(keys, 7, 1, &secret);
	sign_message(&secret, "head", 4, &signature);
	MUST(sign_verify(&secret.key, "head", 4, &signature));
	keyring_free(keys);
}

static void personal_numbers(void)
{
	struct keyring *keys = new_keyring();
	uint8_t number[18] = "110101199001011234";
	uint8_t sealed[sizeof number + PRIVACY_EXTRA_BYTES], opened[sizeof number];
	struct privacy_tag tag;

	watch(number, sizeof number);
	tag = privacy_tag_of(keys, 7, number, sizeof number);
	unwatch(&tag, sizeof tag); /* the database holds it */
	MUST(tag.bytes[0] == PRIVACY_SUITE);
	privacy_seal(keys, 7, "phone of 3", &draws, number, sizeof number, sealed);
	MUST(privacy_open(keys, 7, "phone of 3", sealed, sizeof sealed, opened));
	MUST(!privacy_open(keys, 7, "phone of 4", sealed, sizeof sealed, opened));
	keyring_free(keys);
}

static void commitments(void)
{
	char datum[] = "桥东社区3栋101";
	struct commitment_salt salt;
	struct digest commitment;

	watch(datum, sizeof datum);
	commitment = commitment_new(&draws, datum, sizeof datum, &salt);
	MUST(commitment_opens(&commitment, &salt, datum, sizeof datum));
}

const struct operation operations[] = {{"credentials", credentials}, {"ballots", ballots},
	{"single trustee", single_trustee}, {"threshold trustees", threshold_trustees},
	{"statements", statements}, {"notes", notes}, {"record key", record_key},
	{"personal numbers", personal_numbers}, {"commitments", commitments}, {NULL, NULL}};
