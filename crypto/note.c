/* Writing, reading and verifying signed notes. Key texts are read loosely and then compared with
 * what the writer makes of them, so that each key has one text. */
#include "crypto/note.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

#define DASH "\xe2\x80\x94 " /* em dash and blank: how a signature line starts */

enum { ID_BYTES = 4, TIME_BYTES = 8 };

/* What stands in front of the signature proper, after the id. */
static size_t time_bytes(enum note_type type)
{
	return type == NOTE_COSIGNATURE ? TIME_BYTES : 0;
}

static void put_big_endian(uint64_t value, uint8_t *to, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		to[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

static uint64_t get_big_endian(const uint8_t *from, size_t bytes)
{
	uint64_t value = 0;

	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | from[i];
	return value;
}

/* ---- keys ---- */

/* Unicode's White_Space above ASCII. */
static bool is_wide_blank(uint32_t c)
{
	return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool name_valid(const char *name)
{
	size_t len = strnlen(name, NOTE_NAME_SIZE);
	const char *at = name;
	uint32_t c;

	if (len == 0 || len == NOTE_NAME_SIZE || !utf8_valid(name, len))
		return false;
	while ((c = utf8_next(&at)))
		if (c <= ' ' || c == '+' || is_wide_blank(c))
			return false;
	return true;
}

bool note_key_init(const char *name, enum note_type type, const struct sign_public *key,
	struct note_key *ret_key)
{
	struct digest_state state;
	struct digest hash;

	if (!name_valid(name) || (type != NOTE_ED25519 && type != NOTE_COSIGNATURE))
		return false;
	digest_start(&state);
	digest_add(&state, name, strlen(name));
	digest_add(&state, (const uint8_t[]){'\n', (uint8_t)type}, 2);
	digest_add(&state, key->bytes, sizeof key->bytes);
	hash = digest_finish(&state);
	*ret_key = (struct note_key){
		.type = type, .id = (uint32_t)get_big_endian(hash.bytes, ID_BYTES), .key = *key};
	copy_text(ret_key->name, sizeof ret_key->name, name);
	return true;
}

/* Splits "<name>+<id>+<base64>"; the id is checked by whoever compares the text. */
static bool read_key(const char *text, char ret_name[NOTE_NAME_SIZE], enum note_type *ret_type,
	uint8_t ret_key[SIGN_PUBLIC_BYTES])
{
	uint8_t typed[1 + SIGN_PUBLIC_BYTES];
	size_t name_len = strcspn(text, "+"), len;
	const char *base64 = text[name_len] ? strchr(text + name_len + 1, '+') : NULL;

	if (!base64 || name_len >= NOTE_NAME_SIZE ||
		!base64_decode(BASE64, base64 + 1, strlen(base64 + 1), typed, sizeof typed, &len) ||
		len != sizeof typed)
		return false;
	memcpy(ret_name, text, name_len);
	ret_name[name_len] = '\0';
	*ret_type = (enum note_type)typed[0];
	memcpy(ret_key, typed + 1, SIGN_PUBLIC_BYTES);
	return true;
}

void note_key_text(const struct note_key *key, char ret_text[NOTE_KEY_SIZE])
{
	uint8_t typed[1 + SIGN_PUBLIC_BYTES] = {(uint8_t)key->type};
	char base64[BASE64_SIZE(sizeof typed)];

	memcpy(typed + 1, key->key.bytes, SIGN_PUBLIC_BYTES);
	base64_encode(BASE64, typed, sizeof typed, base64);
	snprintf(ret_text, NOTE_KEY_SIZE, "%s+%08" PRIx32 "+%s", key->name, key->id, base64);
}

bool note_key_parse(const char *text, struct note_key *ret_key)
{
	char name[NOTE_NAME_SIZE], written[NOTE_KEY_SIZE];
	enum note_type type;
	struct sign_public public;
	struct note_key key;

	if (!read_key(text, name, &type, public.bytes) || !note_key_init(name, type, &public, &key))
		return false;
	note_key_text(&key, written);
	if (strcmp(text, written) != 0)
		return false;
	*ret_key = key;
	return true;
}

/* ---- reading ---- */

bool note_line(struct span *rest, struct span *ret_line)
{
	const uint8_t *end = rest->len ? memchr(rest->data, '\n', rest->len) : NULL;
	size_t len;

	if (!end)
		return false;
	len = (size_t)(end - rest->data);
	*ret_line = (struct span){rest->data, len};
	*rest = (struct span){end + 1, rest->len - len - 1};
	return true;
}

bool note_number(struct span text, uint64_t max, uint64_t *ret_value)
{
	char number[24];

	if (text.len >= sizeof number)
		return false;
	memcpy(number, text.data, text.len);
	number[text.len] = '\0';
	return strlen(number) == text.len && parse_uint(number, max, ret_value);
}

/* UTF-8 without control characters but newline, the last character being one. */
static bool text_valid(const char *data, size_t len)
{
	if (len == 0 || len > NOTE_BYTES_MAX || data[len - 1] != '\n' || !utf8_valid(data, len))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)data[i] < ' ' && data[i] != '\n')
			return false;
	return true;
}

/* Where the signatures begin: after the last empty line. 0 when there is none. */
static size_t text_end(const char *data, size_t len)
{
	for (size_t i = len; i >= 2; i--)
		if (data[i - 1] == '\n' && data[i - 2] == '\n')
			return i;
	return 0;
}

static bool decode_signature(const struct note_signature *signature,
	uint8_t ret_data[NOTE_SIGNATURE_BYTES_MAX], size_t *ret_len)
{
	return base64_decode(BASE64, (const char *)signature->base64.data, signature->base64.len,
		       ret_data, NOTE_SIGNATURE_BYTES_MAX, ret_len) &&
	       *ret_len > ID_BYTES;
}

/* "— <name> <base64>" */
static bool read_signature(struct span line, struct note_signature *ret_signature)
{
	uint8_t bytes[NOTE_SIGNATURE_BYTES_MAX];
	char name[NOTE_NAME_SIZE];
	const uint8_t *blank;
	size_t len;

	if (line.len < strlen(DASH) || memcmp(line.data, DASH, strlen(DASH)) != 0)
		return false;
	line.data += strlen(DASH);
	line.len -= strlen(DASH);
	blank = memchr(line.data, ' ', line.len);
	len = blank ? (size_t)(blank - line.data) : 0;
	if (!blank || len >= sizeof name)
		return false;
	memcpy(name, line.data, len);
	name[len] = '\0';
	ret_signature->name = (struct span){line.data, len};
	ret_signature->base64 = (struct span){blank + 1, line.len - len - 1};
	return name_valid(name) && decode_signature(ret_signature, bytes, &len);
}

bool note_parse(const char *data, size_t len, struct note *ret_note)
{
	struct note note = {0};
	struct span rest, line;
	size_t end;

	if (!text_valid(data, len))
		return false;
	end = text_end(data, len);
	if (end < 2)
		return false;
	note.text = (struct span){(const uint8_t *)data, end - 1};
	rest = (struct span){(const uint8_t *)data + end, len - end};
	while (note_line(&rest, &line))
		if (note.n == NOTE_SIGNATURES_MAX ||
			!read_signature(line, &note.signatures[note.n++]))
			return false;
	if (note.n == 0)
		return false;
	*ret_note = note;
	return true;
}

/* ---- signing and verifying ---- */

/* A cosignature covers a heading with its time before the note's text. */
static enum err cosigned_message(struct buf *message, struct span text, uint64_t time_s)
{
	buf_printf(message, "cosignature/v1\ntime %" PRIu64 "\n", time_s);
	buf_add(message, text.data, text.len);
	return buf_ok(message) ? OK : ERR_TOO_LARGE;
}

enum err note_start(struct buf *note, const char *text, size_t len)
{
	if (!text_valid(text, len))
		return ERR_INVALID;
	buf_add(note, text, len);
	buf_char(note, '\n');
	return buf_ok(note) ? OK : ERR_TOO_LARGE;
}

enum err note_sign(struct buf *note, const struct note_key *key, const struct sign_secret *secret,
	uint64_t time_s)
{
	auto_buf struct buf message = {0};
	uint8_t bytes[ID_BYTES + TIME_BYTES + SIGNATURE_BYTES];
	char base64[BASE64_SIZE(sizeof bytes)];
	size_t before = ID_BYTES + time_bytes(key->type);
	size_t end = buf_ok(note) ? text_end(note->data, note->len) : 0;
	struct signature signature;

	buf_init(&message, NOTE_BYTES_MAX + 64);
	if (end < 2 || time_s > INT64_MAX)
		return ERR_INVALID;
	if (key->type == NOTE_COSIGNATURE) {
		TRY(cosigned_message(
			&message, (struct span){(const uint8_t *)note->data, end - 1}, time_s));
		sign_message(secret, message.data, message.len, &signature);
	} else {
		sign_message(secret, note->data, end - 1, &signature);
	}
	put_big_endian(key->id, bytes, ID_BYTES);
	put_big_endian(time_s, bytes + ID_BYTES, before - ID_BYTES);
	memcpy(bytes + before, signature.bytes, SIGNATURE_BYTES);
	base64_encode(BASE64, bytes, before + SIGNATURE_BYTES, base64);
	buf_printf(note, DASH "%s %s\n", key->name, base64);
	return buf_ok(note) ? OK : ERR_TOO_LARGE;
}

/* `bytes` is what follows the id in a signature by `key`. */
static enum err verify_by(
	const struct note_key *key, struct span text, const uint8_t *bytes, size_t len)
{
	auto_buf struct buf message = {0};
	struct signature signature;
	uint64_t time_s;
	bool ok;

	buf_init(&message, NOTE_BYTES_MAX + 64);
	if (len != time_bytes(key->type) + SIGNATURE_BYTES)
		return ERR_BAD_SIGNATURE;
	memcpy(signature.bytes, bytes + time_bytes(key->type), SIGNATURE_BYTES);
	if (key->type != NOTE_COSIGNATURE) {
		ok = sign_verify(&key->key, text.data, text.len, &signature);
		return ok ? OK : ERR_BAD_SIGNATURE;
	}
	time_s = get_big_endian(bytes, TIME_BYTES);
	if (time_s > INT64_MAX)
		return ERR_BAD_SIGNATURE;
	TRY(cosigned_message(&message, text, time_s));
	ok = sign_verify(&key->key, message.data, message.len, &signature);
	return ok ? OK : ERR_BAD_SIGNATURE;
}

static bool is_by(const struct note_signature *signature, uint32_t id, const struct note_key *key)
{
	return id == key->id && signature->name.len == strlen(key->name) &&
	       memcmp(signature->name.data, key->name, signature->name.len) == 0;
}

enum err note_verify(
	const struct note *note, const struct note_key *keys, size_t n_keys, uint64_t *ret_signed)
{
	uint8_t bytes[NOTE_SIGNATURE_BYTES_MAX];
	uint64_t verified = 0;
	size_t len;

	for (size_t i = 0; i < note->n; i++) {
		const struct note_signature *signature = &note->signatures[i];

		if (!decode_signature(signature, bytes, &len))
			return ERR_BAD_SIGNATURE;
		for (size_t k = 0; k < n_keys && k < NOTE_KEYS_MAX; k++) {
			if (!is_by(signature, (uint32_t)get_big_endian(bytes, ID_BYTES), &keys[k]))
				continue;
			TRY(verify_by(&keys[k], note->text, bytes + ID_BYTES, len - ID_BYTES));
			verified |= UINT64_C(1) << k;
		}
	}
	if (verified == 0)
		return ERR_BAD_SIGNATURE;
	*ret_signed = verified;
	return OK;
}
