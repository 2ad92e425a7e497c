/* Signed notes, checkpoints and stand-alone proofs. The two-signer note and its keys are those of
 * the format's reference implementation; the witnessed checkpoint was issued by a real log. */
#include "crypto/note.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/checkpoint.h"
#include "crypto/tlog_proof.h"
#include "harness/test.h"

#define PETER "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
/* The last part of his private key: type and seed. */
#define PETER_SECRET "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define ENOCH        "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
#define LOG                                                                                        \
	"arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/"                             \
	"PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
#define WITNESS "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"

static const char text[] = "If you think cryptography is the answer to your problem,\n"
			   "then you don't know what your problem is.\n";

static struct note_key key_of(const char *vkey)
{
	struct note_key key;

	T_CHECK(note_key_parse(vkey, &key));
	return key;
}

static void peter_secret(struct sign_secret *ret_secret)
{
	uint8_t typed[1 + SIGN_SEED_BYTES];
	size_t len;

	T_CHECK(base64_decode(
		BASE64, PETER_SECRET, strlen(PETER_SECRET), typed, sizeof typed, &len));
	T_INT(len, sizeof typed);
	T_INT(typed[0], NOTE_ED25519);
	sign_secret_from_seed(typed + 1, ret_secret);
}

/* A key of our own that comes from one byte. */
static struct note_key own_key(
	const char *name, enum note_type type, uint8_t seed, struct sign_secret *ret_secret)
{
	uint8_t bytes[SIGN_SEED_BYTES];
	struct note_key key;

	memset(bytes, seed, sizeof bytes);
	sign_secret_from_seed(bytes, ret_secret);
	T_CHECK(note_key_init(name, type, &ret_secret->key, &key));
	return key;
}

/* ---- keys ---- */

TEST(note, key_texts_are_those_of_the_reference)
{
	struct note_key key = key_of(PETER);
	auto_secret struct sign_secret secret = {0}, zero;
	char written[NOTE_KEY_SIZE];

	T_STR(key.name, "PeterNeumann");
	T_INT(key.id, 0xc74f20a3);
	peter_secret(&secret);
	T_MEM(&secret.key, &key.key, sizeof key.key);
	note_key_text(&key, written);
	T_STR(written, PETER);
	key = own_key("EnochRoot", NOTE_ED25519, 0, &zero);
	note_key_text(&key, written);
	T_STR(written, ENOCH);
	T_INT(key_of(WITNESS).type, NOTE_COSIGNATURE);
}

TEST(note, mangled_key_texts_are_refused)
{
	char mangled[NOTE_KEY_SIZE];
	struct note_key key;

	for (size_t from = 0; from < strlen(PETER); from++) {
		for (size_t len = 0; from + len <= strlen(PETER); len++) {
			if (len == strlen(PETER))
				continue;
			snprintf(mangled, sizeof mangled, "%.*s", (int)len, &PETER[from]);
			T_CHECK(!note_key_parse(mangled, &key));
		}
		copy_text(mangled, sizeof mangled, PETER);
		mangled[from]++;
		T_CHECK(!note_key_parse(mangled, &key));
	}
	T_CHECK(!note_key_parse(PETER "\n", &key));
	/* too long a key, an unknown type: each with its proper id */
	T_CHECK(!note_key_parse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy"
				"10TWBADKEY==",
		&key));
	T_CHECK(!note_key_parse(
		"PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", &key));
}

TEST(note, names_have_no_blank_plus_or_control_character)
{
	static const char *const bad[] = {"", " ", "a b", "a+b", "a\nb", "a\tb", "a\x1f",
		"a\xc2\xa0", "a\xe2\x80\x83z", "\xe3\x80\x80", "\xff"};
	struct sign_public public = {{1}};
	struct note_key key;
	char longest[NOTE_NAME_SIZE + 1] = "";

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		T_CHECK(!note_key_init(bad[i], NOTE_ED25519, &public, &key));
	memset(longest, 'n', NOTE_NAME_SIZE);
	T_CHECK(!note_key_init(longest, NOTE_ED25519, &public, &key));
	longest[NOTE_NAME_SIZE - 1] = '\0';
	T_CHECK(note_key_init(longest, NOTE_ED25519, &public, &key));
	T_CHECK(note_key_init("共议.example/社区", NOTE_ED25519, &public, &key));
	T_CHECK(!note_key_init("a", (enum note_type)2, &public, &key));
}

/* ---- notes ---- */

TEST(note, signing_gives_the_bytes_of_the_reference)
{
	auto_buf struct buf note;
	auto_secret struct sign_secret secret = {0}, enoch_secret;
	struct note_key peter = key_of(PETER),
			enoch = own_key("EnochRoot", NOTE_ED25519, 0, &enoch_secret);

	buf_init(&note, NOTE_BYTES_MAX);
	peter_secret(&secret);
	T_OK(note_start(&note, text, strlen(text)));
	T_OK(note_sign(&note, &peter, &secret, 0));
	T_OK(note_sign(&note, &enoch, &enoch_secret, 0));
	T_STR(note.data, t_file("vectors/note-two-signers.txt", NULL));
}

TEST(note, known_keys_verify_and_unknown_ones_are_ignored)
{
	const char *data = t_file("vectors/note-two-signers.txt", NULL);
	struct note_key keys[] = {key_of(PETER), key_of(ENOCH), key_of(WITNESS)};
	struct note note;
	uint64_t signed_by = 99;

	T_CHECK(note_parse(data, strlen(data), &note));
	T_MEM(note.text.data, text, strlen(text));
	T_INT(note.text.len, strlen(text));
	T_INT(note.n, 2);
	T_ERR(note_verify(&note, keys, 0, &signed_by), BAD_SIGNATURE);
	T_ERR(note_verify(&note, &keys[2], 1, &signed_by), BAD_SIGNATURE);
	T_INT(signed_by, 99);
	T_OK(note_verify(&note, keys, 3, &signed_by));
	T_INT(signed_by, 3);
	T_OK(note_verify(&note, &keys[1], 2, &signed_by));
	T_INT(signed_by, 1);
	/* Same name, other id, and the reverse, are other keys. */
	keys[0].id++;
	copy_text(keys[1].name, sizeof keys[1].name, "EnochRoo");
	T_ERR(note_verify(&note, keys, 2, &signed_by), BAD_SIGNATURE);
}

TEST(note, a_wrong_signature_by_a_known_key_spoils_the_note)
{
	const char *data = t_file("vectors/note-two-signers.txt", NULL);
	struct note_key keys[] = {key_of(PETER), key_of(ENOCH)};
	struct note note;
	uint64_t signed_by;
	char *changed = strdup(data);

	t_defer(free, changed);
	for (size_t at = 0; at < strlen(data); at++) {
		changed[at] ^= 1;
		T_CHECK(!note_parse(changed, strlen(data), &note) ||
			note_verify(&note, keys, 2, &signed_by) != OK || signed_by != 3);
		changed[at] ^= 1;
	}
	/* Enoch's signature under Peter's line: known key, other text. */
	memcpy(strstr(changed, "then"), "THEN", 4);
	T_CHECK(note_parse(changed, strlen(changed), &note));
	T_ERR(note_verify(&note, keys, 2, &signed_by), BAD_SIGNATURE);
	T_ERR(note_verify(&note, keys, 1, &signed_by), BAD_SIGNATURE);
}

#define SIGNATURE                                                                                  \
	"x08go/ZJkuBS9UG/"                                                                         \
	"SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
#define LINE "— a " SIGNATURE "\n"

TEST(note, malformed_notes_are_refused)
{
	static const char *const bad[] = {"", "\n", "text\n", "text\n\n", "text" LINE,
		"text\n" LINE, "text\n\n" LINE "\n", "text\n\n" LINE "x\n",
		"text\n\n- a " SIGNATURE "\n", "text\n\n—a " SIGNATURE "\n",
		"text\n\n— " SIGNATURE "\n", "text\n\n—  " SIGNATURE "\n",
		"text\n\n— a  " SIGNATURE "\n", "text\n\n— a b " SIGNATURE "\n",
		"text\n\n— a+b " SIGNATURE "\n", "text\n\n— a " SIGNATURE " \n",
		"text\n\n— a " SIGNATURE "=\n", "text\n\n— a x08goA==\n", "text\n\n— a \n",
		"text\n\n— a " SIGNATURE, "text\r\n\n" LINE, "te\txt\n\n" LINE, "te\xff\n\n" LINE};
	struct note note = {.n = 77};

	T_CHECK(note_parse("text\n\n" LINE, strlen("text\n\n" LINE), &note));
	note.n = 77;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (note_parse(bad[i], strlen(bad[i]), &note))
			t_fail(__FILE__, __LINE__, "accepted: %s", bad[i]);
	T_CHECK(!note_parse("te\0t\n\n" LINE, strlen("text\n\n" LINE), &note));
	T_INT(note.n, 77);
}

TEST(note, the_text_may_hold_empty_lines)
{
	auto_buf struct buf data;
	auto_secret struct sign_secret secret;
	struct note_key key = own_key("log.example", NOTE_ED25519, 1, &secret);
	struct note note;
	uint64_t signed_by;

	buf_init(&data, NOTE_BYTES_MAX);
	T_OK(note_start(&data, "one\n\n\ntwo\n\n", 11));
	T_OK(note_sign(&data, &key, &secret, 0));
	T_CHECK(note_parse(data.data, data.len, &note));
	T_INT(note.text.len, 11);
	T_OK(note_verify(&note, &key, 1, &signed_by));
}

TEST(note, limits_hold)
{
	auto_buf struct buf data, small;
	auto_secret struct sign_secret secret;
	struct note_key key = own_key("log.example", NOTE_ED25519, 1, &secret);
	struct note note;

	buf_init(&data, 4 * NOTE_BYTES_MAX);
	buf_init(&small, 20);
	T_OK(note_start(&data, "text\n", 5));
	for (int i = 0; i < NOTE_SIGNATURES_MAX; i++)
		T_OK(note_sign(&data, &key, &secret, 0));
	T_CHECK(note_parse(data.data, data.len, &note));
	T_OK(note_sign(&data, &key, &secret, 0));
	T_CHECK(!note_parse(data.data, data.len, &note));
	T_ERR(note_start(&data, "no newline", 10), INVALID);
	T_ERR(note_start(&data, "", 0), INVALID);
	T_ERR(note_start(&data, "t\x01\n", 3), INVALID);
	T_ERR(note_sign(&small, &key, &secret, 0), INVALID);
	T_OK(note_start(&small, "text\n", 5));
	T_ERR(note_sign(&small, &key, &secret, 0), TOO_LARGE);
}

/* ---- checkpoints and cosignatures ---- */

TEST(checkpoint, of_a_real_log_verifies_with_its_witness)
{
	const char *data = t_file("vectors/checkpoint-witnessed.txt", NULL);
	struct note_key keys[] = {key_of(LOG), key_of(WITNESS)}, swapped[] = {keys[1], keys[0]};
	struct checkpoint checkpoint = {.size = 77};
	char *changed = strdup(data), root[DIGEST_BASE64_SIZE];
	uint64_t signed_by;

	t_defer(free, changed);
	T_OK(checkpoint_open(data, strlen(data), keys, 2, &checkpoint, &signed_by));
	T_INT(signed_by, 3);
	T_STR(checkpoint.origin, keys[0].name);
	T_INT(checkpoint.size, 1432088532);
	digest_base64(&checkpoint.root, root);
	T_STR(root, "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=");
	/* A witness alone is not the log. */
	T_ERR(checkpoint_open(data, strlen(data), &keys[1], 1, &checkpoint, &signed_by),
		BAD_SIGNATURE);
	T_ERR(checkpoint_open(data, strlen(data), swapped, 2, &checkpoint, &signed_by),
		BAD_SIGNATURE);
	/* The witness's time is under its signature. */
	memcpy(strstr(changed, "2net5wAAAABqEiEg"), "2net5wAAAABqEiEh", 16);
	T_ERR(checkpoint_open(changed, strlen(changed), keys, 2, &checkpoint, &signed_by),
		BAD_SIGNATURE);
	T_OK(checkpoint_open(changed, strlen(changed), keys, 1, &checkpoint, &signed_by));
}

TEST(checkpoint, malformed_texts_are_refused)
{
	static const char root[] = "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=";
	static const char *const bad[] = {"", "o\n", "o\n1\n", "\n1\n%s\n", "o\n\n%s\n",
		"o\n01\n%s\n", "o\n-1\n%s\n", "o\n+1\n%s\n", "o\n1 \n%s\n", "o\n0x1\n%s\n",
		"o\n9223372036854775808\n%s\n", "o\n99999999999999999999999999\n%s\n", "o\n1\n%s",
		"o\n1\n%s=\n", "o\n1\nU7WM\n", "o\n1\n%s\nextension\n", "o\n1\n%s\n\n"};
	struct checkpoint checkpoint = {.size = 77};
	char data[256];

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		auto_buf struct buf made;

		buf_init(&made, sizeof data);
		for (const char *at = bad[i]; *at; at++) {
			if (*at == '%')
				buf_str(&made, root), at++;
			else
				buf_char(&made, *at);
		}
		T_CHECK(!checkpoint_parse(
			(struct span){(const uint8_t *)made.data, made.len}, &checkpoint));
	}
	T_INT(checkpoint.size, 77);
	snprintf(data, sizeof data, "o\n9223372036854775807\n%s\n", root);
	T_CHECK(checkpoint_parse((struct span){(const uint8_t *)data, strlen(data)}, &checkpoint));
	T_CHECK(checkpoint.size == MERKLE_SIZE_MAX);
}

TEST(checkpoint, a_cosignature_of_our_own_verifies)
{
	auto_buf struct buf body, note;
	auto_secret struct sign_secret log_secret, witness_secret;
	struct note_key keys[] = {own_key("log.example/1", NOTE_ED25519, 1, &log_secret),
		own_key("witness.example", NOTE_COSIGNATURE, 2, &witness_secret)};
	struct checkpoint checkpoint = {"log.example/1", 5, {{3}}}, read;
	uint64_t signed_by;

	buf_init(&body, 1000);
	buf_init(&note, 1000);
	checkpoint_write(&body, &checkpoint);
	T_OK(note_start(&note, body.data, body.len));
	T_OK(note_sign(&note, &keys[0], &log_secret, 0));
	T_OK(note_sign(&note, &keys[1], &witness_secret, 1679315147));
	T_ERR(note_sign(&note, &keys[1], &witness_secret, UINT64_MAX), INVALID);
	T_OK(checkpoint_open(note.data, note.len, keys, 2, &read, &signed_by));
	T_INT(signed_by, 3);
	T_CHECK(read.size == 5 && digest_equal(&read.root, &checkpoint.root));
	/* The log's own key must sign under the name of the origin. */
	checkpoint = (struct checkpoint){"log.example/2", 5, {{3}}};
	buf_reset(&body);
	buf_reset(&note);
	checkpoint_write(&body, &checkpoint);
	T_OK(note_start(&note, body.data, body.len));
	T_OK(note_sign(&note, &keys[0], &log_secret, 0));
	T_ERR(checkpoint_open(note.data, note.len, keys, 2, &read, &signed_by), BAD_SIGNATURE);
	T_ERR(checkpoint_open("x", 1, keys, 2, &read, &signed_by), MALFORMED);
}

/* ---- stand-alone proofs ---- */

/* A log of two entries and its signed checkpoint. */
static void two_entries(struct buf *note, struct digest leaves[2], struct note_key *ret_key)
{
	auto_buf struct buf body;
	auto_secret struct sign_secret secret;
	struct checkpoint checkpoint = {"log.example", 2, {{0}}};

	buf_init(&body, 1000);
	buf_init(note, 1000);
	*ret_key = own_key("log.example", NOTE_ED25519, 1, &secret);
	leaves[0] = merkle_leaf("zero", 4);
	leaves[1] = merkle_leaf("one", 3);
	checkpoint.root = merkle_node(&leaves[0], &leaves[1]);
	checkpoint_write(&body, &checkpoint);
	T_OK(note_start(note, body.data, body.len));
	T_OK(note_sign(note, ret_key, &secret, 0));
}

TEST(tlog_proof, round_trip_and_verification)
{
	auto_buf struct buf note, written;
	struct digest leaves[2];
	struct note_key key;
	struct tlog_proof proof = {.index = 1}, read;
	struct checkpoint checkpoint;
	uint64_t signed_by;

	two_entries(&note, leaves, &key);
	buf_init(&written, 4000);
	proof.path = (struct merkle_path){.n = 1, .nodes = {leaves[0]}};
	proof.checkpoint = (struct span){(const uint8_t *)note.data, note.len};
	proof.extra = (struct span){(const uint8_t *)"aGVsbG8=", 8};
	tlog_proof_write(&written, &proof);
	T_MEM(written.data, "c2sp.org/tlog-proof@v1\nextra aGVsbG8=\nindex 1\n", 46);
	T_CHECK(tlog_proof_parse(written.data, written.len, &read));
	T_INT(read.index, 1);
	T_INT(read.path.n, 1);
	T_INT(read.extra.len, 8);
	T_OK(tlog_proof_verify(&read, &leaves[1], &key, 1, &checkpoint, &signed_by));
	T_INT(checkpoint.size, 2);
	T_ERR(tlog_proof_verify(&read, &leaves[0], &key, 1, &checkpoint, &signed_by), BAD_PROOF);
	read.index = 0;
	T_ERR(tlog_proof_verify(&read, &leaves[1], &key, 1, &checkpoint, &signed_by), BAD_PROOF);
	read.index = 2;
	T_ERR(tlog_proof_verify(&read, &leaves[1], &key, 1, &checkpoint, &signed_by), BAD_PROOF);
	key.key.bytes[0] ^= 1;
	T_ERR(tlog_proof_verify(&read, &leaves[1], &key, 1, &checkpoint, &signed_by),
		BAD_SIGNATURE);
}

#define HEAD "c2sp.org/tlog-proof@v1\n"
#define HASH "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro="

TEST(tlog_proof, malformed_texts_are_refused)
{
	static const char *const bad[] = {"", HEAD, "c2sp.org/tlog-proof@v2\nindex 0\n\nc\n",
		HEAD "\n\nc\n", HEAD "index\n\nc\n", HEAD "index \n\nc\n", HEAD "index 00\n\nc\n",
		HEAD "index -5\n\nc\n", HEAD "index 9223372036854775807\n\nc\n",
		HEAD "index 0\nU7WM\n\nc\n", HEAD "index 0\n" HASH HASH "\n\nc\n",
		HEAD "index 0\n" HASH "\nc\n", HEAD "index 0\n\n", HEAD "index 0\n" HASH "\n",
		HEAD "extra !!\nindex 0\n\nc\n", HEAD "extra\nindex 0\n\nc\n",
		HEAD "index 0\nextra aGVsbG8=\n\nc\n", HEAD "extra aGVsbG8=\n\nc\n"};
	auto_buf struct buf many;
	struct tlog_proof proof = {.index = 77};

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (tlog_proof_parse(bad[i], strlen(bad[i]), &proof))
			t_fail(__FILE__, __LINE__, "accepted: %s", bad[i]);
	T_INT(proof.index, 77);
	buf_init(&many, 8000);
	buf_str(&many, HEAD "index 0\n");
	for (int i = 0; i <= MERKLE_LEVELS + 1; i++)
		buf_str(&many, HASH "\n");
	buf_str(&many, "\nc\n");
	T_CHECK(!tlog_proof_parse(many.data, many.len, &proof));
	T_CHECK(tlog_proof_parse(HEAD "index 0\n\nc\n", strlen(HEAD "index 0\n\nc\n"), &proof));
}
