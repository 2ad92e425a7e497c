/* See model.h. */
#include "access/model.h"

#include <ctype.h>
#include <string.h>

#include "base/encoding.h"
#include "crypto/keyring.h"

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void slip_draw(struct rand *rand, char ret_secret[SLIP_SECRET_SIZE], char ret_code[SLIP_CODE_SIZE])
{
	uint8_t secret[16];

	rand_bytes(rand, secret, sizeof secret);
	base64_encode(BASE64URL_NOPAD, secret, sizeof secret, ret_secret);
	for (size_t i = 0; i < SLIP_CODE_SIZE - 1; i++)
		ret_code[i] = crockford[rand_below(rand, 32)];
	ret_code[SLIP_CODE_SIZE - 1] = '\0';
}

void token_draw(struct rand *rand, char ret_token[TOKEN_SIZE])
{
	uint8_t bytes[32];

	rand_bytes(rand, bytes, sizeof bytes);
	base64_encode(BASE64URL_NOPAD, bytes, sizeof bytes, ret_token);
	explicit_bzero(bytes, sizeof bytes);
}

static char mend(char c)
{
	c = (char)toupper((unsigned char)c);
	if (c == 'O')
		return '0';
	if (c == 'I' || c == 'L')
		return '1';
	return c;
}

bool slip_code_normalize(const char *typed, char ret_code[SLIP_CODE_SIZE])
{
	char code[SLIP_CODE_SIZE] = "";
	size_t n = 0;

	for (; *typed; typed++) {
		char c = mend(*typed);

		if (c == ' ' || c == '-')
			continue;
		if (n == SLIP_CODE_SIZE - 1 || !strchr(crockford, c))
			return false;
		code[n++] = c;
	}
	memcpy(ret_code, code, sizeof code);
	return n == SLIP_CODE_SIZE - 1;
}

struct digest slip_code_hash(
	const struct keyring *keys, struct body_id body, int64_t list_number, const char *code)
{
	uint8_t key[KEYRING_KEY_BYTES];
	struct digest_state state;

	keyring_derive(keys, KEY_SLIP, body.v, 0, key);
	digest_start(&state);
	digest_add(&state, key, sizeof key);
	digest_add(&state, &list_number, sizeof list_number);
	digest_add(&state, code, SLIP_CODE_SIZE);
	explicit_bzero(key, sizeof key);
	return digest_finish(&state);
}

enum err statement_own(
	struct call *call, const struct dsse *dsse, const char *kind, struct span public_key)
{
	struct sign_public key;
	uint64_t signed_by;

	memcpy(key.bytes, public_key.data, sizeof key.bytes);
	if (dsse_verify(dsse, kind, &key, 1, 1, &signed_by) != OK)
		return fail(call->error, ERR_STATEMENT_INVALID);
	return OK;
}
