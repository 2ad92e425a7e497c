/* Trustees: Single keys, threshold groups, and every check of what they publish. */
#include "crypto/trustee.h"

#include <sodium.h>
#include <string.h>

#include "crypto/base58.h"
#include "crypto/place.h"
#include "crypto/reveal.h"

/* ---- texts ---------------------------------------------------------------------------------- */

static void add_certificate_message(struct transcript *to, const struct certificate *certificate)
{
	transcript_str(to, "{\"context\":{\"group\":\"" GROUP_NAME "\",\"size\":");
	transcript_uint(to, certificate->size);
	transcript_str(to, ",\"threshold\":");
	transcript_uint(to, certificate->threshold);
	transcript_str(to, ",\"index\":");
	transcript_uint(to, certificate->index);
	transcript_str(to, "},\"verification\":\"");
	transcript_point(to, &certificate->verification);
	transcript_str(to, "\",\"encryption\":\"");
	transcript_point(to, &certificate->encryption);
	transcript_str(to, "\"}");
}

static void add_coefexps(struct transcript *to, const struct commitment *commitment, unsigned t)
{
	transcript_str(to, "\"coefexps\":[");
	for (unsigned k = 0; k < t; k++) {
		transcript_str(to, k ? ",\"" : "\"");
		transcript_point(to, &commitment->coefexps[k]);
		transcript_str(to, "\"");
	}
	transcript_str(to, "]}");
}

static void open_message(struct transcript *to)
{
	transcript_str(to, "{\"message\":\"");
	to->escape = true;
}

static void close_message(struct transcript *to, const struct proof *signature)
{
	to->escape = false;
	transcript_str(to, "\",\"signature\":");
	transcript_proof(to, signature);
	transcript_str(to, "}");
}

void transcript_certificate(struct transcript *transcript, const struct certificate *certificate)
{
	open_message(transcript);
	add_certificate_message(transcript, certificate);
	close_message(transcript, &certificate->signature);
}

void transcript_commitment(
	struct transcript *transcript, const struct commitment *commitment, unsigned t)
{
	open_message(transcript);
	transcript_str(transcript, "{");
	add_coefexps(transcript, commitment, t);
	close_message(transcript, &commitment->signature);
}

/* ---- what signatures are bound to ----------------------------------------------------------- */

static struct transcript certificate_prefix(const struct certificate *certificate)
{
	struct transcript prefix;

	transcript_start(&prefix, "sigmsg|", NULL);
	add_certificate_message(&prefix, certificate);
	transcript_str(&prefix, "|");
	return prefix;
}

static struct transcript commitment_prefix(const struct commitment *commitment, unsigned t)
{
	struct transcript prefix;

	transcript_start(&prefix, "sigmsg|{", NULL);
	add_coefexps(&prefix, commitment, t);
	transcript_str(&prefix, "|");
	return prefix;
}

/* All certificates together with one's own commitment. */
static struct transcript agreement_prefix(
	const struct certificate *certs, size_t n, const struct commitment *commitment, unsigned t)
{
	struct transcript prefix;

	transcript_start(&prefix, "sigmsg|certs_sig|{\"certs\":[", NULL);
	for (size_t i = 0; i < n; i++) {
		transcript_str(&prefix, i ? "," : "");
		transcript_certificate(&prefix, &certs[i]);
	}
	transcript_str(&prefix, "],");
	add_coefexps(&prefix, commitment, t);
	transcript_str(&prefix, "|");
	return prefix;
}

static struct transcript key_prefix(const char *name, const struct point *public_key)
{
	struct transcript prefix;

	transcript_start(&prefix, name, NULL);
	transcript_point(&prefix, public_key);
	transcript_str(&prefix, "|");
	return prefix;
}

static const char pok_name[] = "pok|" GROUP_NAME "|";

/* ---- making --------------------------------------------------------------------------------- */

void pedersen_secret_wipe(struct pedersen_secret *secret)
{
	sodium_memzero(secret, sizeof *secret);
}

void trustee_key_make(const struct scalar *x, struct rand *rand, struct trustee_key *ret_key)
{
	struct transcript prefix;

	*ret_key = (struct trustee_key){0};
	point_base_mul(x, &ret_key->public_key);
	reveal(&ret_key->public_key, sizeof ret_key->public_key);
	prefix = key_prefix(pok_name, &ret_key->public_key);
	schnorr_prove(&prefix, x, rand, &ret_key->pok);
}

void pedersen_seed_new(struct rand *rand, char ret_seed[PEDERSEN_SEED_SIZE])
{
	base58_random(rand, PEDERSEN_SEED_SIZE - 1, ret_seed);
}

static void derive(const char *name, const char *seed, struct scalar *ret_scalar)
{
	struct digest_state state;
	struct digest digest;

	digest_start(&state);
	digest_add(&state, name, strlen(name));
	digest_add(&state, seed, strlen(seed));
	digest = digest_finish(&state);
	scalar_of_digest(&digest, ret_scalar);
	sodium_memzero(&digest, sizeof digest);
	sodium_memzero(&state, sizeof state);
}

void pedersen_keys(const char *seed, struct pedersen_secret *ret_secret)
{
	derive("sk|", seed, &ret_secret->sign);
	derive("dk|", seed, &ret_secret->decrypt);
}

void certificate_make(const struct pedersen_secret *secret, unsigned size, unsigned threshold,
	unsigned index, struct rand *rand, struct certificate *ret_certificate)
{
	struct certificate certificate = {.size = size, .threshold = threshold, .index = index};
	struct transcript prefix;

	point_base_mul(&secret->sign, &certificate.verification);
	point_base_mul(&secret->decrypt, &certificate.encryption);
	reveal(&certificate, sizeof certificate);
	prefix = certificate_prefix(&certificate);
	schnorr_prove(&prefix, &secret->sign, rand, &certificate.signature);
	*ret_certificate = certificate;
}

enum err polynomial_make(const struct pedersen_secret *secret, const struct certificate *certs,
	struct rand *rand, struct arena *arena, struct scalar *ret_coefficients,
	struct commitment *ret_commitment, struct proof *ret_signature, struct error *error)
{
	unsigned t = certs[0].threshold;
	struct commitment commitment = {.coefexps = arena_array(arena, struct point, t)};
	struct transcript prefix;

	if (!commitment.coefexps)
		return fail(error, ERR_BUSY);
	for (unsigned k = 0; k < t; k++) {
		scalar_random(rand, &ret_coefficients[k]);
		point_base_mul(&ret_coefficients[k], &commitment.coefexps[k]);
	}
	reveal(commitment.coefexps, t * sizeof *commitment.coefexps);
	prefix = commitment_prefix(&commitment, t);
	schnorr_prove(&prefix, &secret->sign, rand, &commitment.signature);
	prefix = agreement_prefix(certs, certs[0].size, &commitment, t);
	schnorr_prove(&prefix, &secret->sign, rand, ret_signature);
	*ret_commitment = commitment;
	return OK;
}

void polynomial_share(
	const struct scalar *coefficients, unsigned t, unsigned j, struct scalar *ret_share)
{
	const struct scalar x = scalar_of(j);

	*ret_share = scalar_zero;
	for (unsigned k = t; k-- > 0;) {
		scalar_mul(ret_share, &x, ret_share);
		scalar_add(ret_share, &coefficients[k], ret_share);
	}
}

/* The committed polynomial at j, in the exponent. */
static bool evaluate(const struct point *coefexps, unsigned t, size_t j, struct point *ret_value)
{
	const struct scalar x = scalar_of(j);

	*ret_value = point_identity;
	for (unsigned k = t; k-- > 0;)
		if (!point_mul(&x, ret_value, ret_value) ||
			!point_add(ret_value, &coefexps[k], ret_value))
			return false;
	return true;
}

bool share_check(
	const struct commitment *commitment, unsigned t, unsigned j, const struct scalar *share)
{
	struct point expected, actual;

	point_base_mul(share, &actual); /* the commitments say as much to everybody */
	reveal(&actual, sizeof actual);
	return evaluate(commitment->coefexps, t, j, &expected) && point_equal(&expected, &actual);
}

void pedersen_key_make(const struct pedersen_secret *secret, const struct scalar *shares, size_t n,
	struct rand *rand, struct scalar *ret_decryption, struct trustee_key *ret_key)
{
	struct transcript prefix;

	*ret_decryption = scalar_zero;
	for (size_t i = 0; i < n; i++)
		scalar_add(ret_decryption, &shares[i], ret_decryption);
	trustee_key_make(ret_decryption, rand, ret_key);
	prefix = key_prefix("sigmsg|", &ret_key->public_key);
	schnorr_prove(&prefix, &secret->sign, rand, &ret_key->signature);
}

/* ---- checking ------------------------------------------------------------------------------- */

static enum err check_key(const struct trustee_key *key, const char *place, struct error *error)
{
	struct transcript prefix = key_prefix(pok_name, &key->public_key);

	if (!point_valid(&key->public_key))
		return fail_place(error, "not in the group", "%s/public_key", place);
	if (!schnorr_holds(&prefix, &key->public_key, &key->pok))
		return fail_place(error, "proof does not hold", "%s/pok", place);
	return OK;
}

static enum err check_certificate(const struct certificate *cert, size_t n, unsigned t,
	size_t index, const char *place, struct error *error)
{
	struct transcript prefix = certificate_prefix(cert);

	if (cert->size != n || cert->threshold != t || cert->index != index)
		return fail_place(error, "another context", "%s/certs/%zu", place, index - 1);
	if (!point_valid(&cert->verification) || !point_valid(&cert->encryption))
		return fail_place(error, "key not in the group", "%s/certs/%zu", place, index - 1);
	if (!schnorr_holds(&prefix, &cert->verification, &cert->signature))
		return fail_place(
			error, "signature does not hold", "%s/certs/%zu", place, index - 1);
	return OK;
}

static enum err check_certificates(const struct certificate *certs, size_t n, unsigned t,
	const char *place, struct error *error)
{
	if (n > TRUSTEES_MAX || t < 1 || t >= n)
		return fail_place(
			error, "not between 1 and the number of trustees", "%s/threshold", place);
	for (size_t i = 0; i < n; i++)
		TRY(check_certificate(&certs[i], n, t, i + 1, place, error));
	return OK;
}

static enum err check_commitment(
	const struct pedersen *pedersen, size_t i, const char *place, struct error *error)
{
	const struct commitment *commitment = &pedersen->commitments[i];
	const struct point *signer = &pedersen->certs[i].verification;
	unsigned t = pedersen->threshold;
	struct transcript prefix = commitment_prefix(commitment, t);

	for (unsigned k = 0; k < t; k++)
		if (!point_valid(&commitment->coefexps[k]))
			return fail_place(error, "not in the group", "%s/coefexps/%zu", place, i);
	if (!schnorr_holds(&prefix, signer, &commitment->signature))
		return fail_place(error, "signature does not hold", "%s/coefexps/%zu", place, i);
	prefix = agreement_prefix(pedersen->certs, pedersen->n, commitment, t);
	if (!schnorr_holds(&prefix, signer, &pedersen->signatures[i]))
		return fail_place(error, "signature does not hold", "%s/signatures/%zu", place, i);
	return OK;
}

/* Trustee i's public key is what all commitments together say at i + 1. */
static enum err check_pedersen_key(
	const struct pedersen *pedersen, size_t i, const char *place, struct error *error)
{
	const struct trustee_key *key = &pedersen->keys[i];
	struct transcript prefix = key_prefix("sigmsg|", &key->public_key);
	struct point expected = point_identity, value;
	char at[ERROR_TEXT_MAX];

	snprintf(at, sizeof at, "%s/verification_keys/%zu", place, i);
	TRY(check_key(key, at, error));
	for (size_t z = 0; z < pedersen->n; z++)
		if (!evaluate(pedersen->commitments[z].coefexps, pedersen->threshold, i + 1,
			    &value) ||
			!point_add(&expected, &value, &expected))
			return fail_place(error, "not in the group", "%s/coefexps/%zu", place, z);
	if (!point_equal(&expected, &key->public_key))
		return fail_place(error, "not the committed key", "%s/public_key", at);
	if (!schnorr_holds(&prefix, &pedersen->certs[i].verification, &key->signature))
		return fail_place(error, "signature does not hold", "%s/signature", at);
	return OK;
}

enum err certificate_check(const struct certificate *certificate, size_t n, unsigned t,
	size_t index, struct error *error)
{
	return check_certificate(certificate, n, t, index, "", error);
}

enum err commitment_check(const struct pedersen *pedersen, size_t i, struct error *error)
{
	return check_commitment(pedersen, i, "", error);
}

enum err pedersen_key_check(const struct pedersen *pedersen, size_t i, struct error *error)
{
	return check_pedersen_key(pedersen, i, "", error);
}

static enum err check_pedersen(
	const struct pedersen *pedersen, const char *place, struct error *error)
{
	TRY(check_certificates(pedersen->certs, pedersen->n, pedersen->threshold, place, error));
	for (size_t i = 0; i < pedersen->n; i++)
		TRY(check_commitment(pedersen, i, place, error));
	for (size_t i = 0; i < pedersen->n; i++)
		TRY(check_pedersen_key(pedersen, i, place, error));
	return OK;
}

enum err trustees_check(const struct trustees *trustees, struct error *error)
{
	size_t owners = trustees_owners(trustees);

	if (owners < 1 || owners > TRUSTEES_MAX)
		return fail_field(error, "", "number of trustees out of range");
	for (size_t i = 0; i < trustees->n_items; i++) {
		const struct trustee_item *item = &trustees->items[i];
		char place[32];

		snprintf(place, sizeof place, "/%zu/1", i);
		if (item->pedersen)
			TRY(check_pedersen(item->pedersen, place, error));
		else
			TRY(check_key(&item->single, place, error));
	}
	return OK;
}

size_t trustees_owners(const struct trustees *trustees)
{
	size_t n = 0;

	for (size_t i = 0; i < trustees->n_items; i++)
		n += trustees->items[i].pedersen ? trustees->items[i].pedersen->n : 1;
	return n;
}

const struct trustee_key *trustees_key(const struct trustees *trustees, size_t owner)
{
	size_t rest = owner - 1;

	for (size_t i = 0; owner && i < trustees->n_items; i++) {
		const struct trustee_item *item = &trustees->items[i];
		size_t n = item->pedersen ? item->pedersen->n : 1;

		if (rest < n)
			return item->pedersen ? &item->pedersen->keys[rest] : &item->single;
		rest -= n;
	}
	return NULL;
}

bool trustees_public_key(const struct trustees *trustees, struct point *ret_key)
{
	struct point key = point_identity;

	for (size_t i = 0; i < trustees->n_items; i++) {
		const struct pedersen *pedersen = trustees->items[i].pedersen;

		if (!pedersen && !point_add(&key, &trustees->items[i].single.public_key, &key))
			return false;
		for (size_t z = 0; pedersen && z < pedersen->n; z++)
			if (!point_add(&key, &pedersen->commitments[z].coefexps[0], &key))
				return false;
	}
	*ret_key = key;
	return true;
}
