/* See trustee_steps.h: the three steps of the set-up. What is random is drawn once and kept as
 * text, so that every step can be repeated. */
#include "tool/trustee_steps.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/encoding.h"
#include "crypto/box.h"
#include "crypto/wire/documents.h"
#include "json/json.h"

/* ---- checking it ---- */

/* The set-up as far as it has come. */
struct setup_state {
	struct trustee_file *file;
	const struct setup_view *view;
	struct rand *rand;
	struct arena *arena;
	struct error *error;
	struct pedersen_secret secret;
	struct box_secret box;
	struct box_public box_key;
	size_t own; /* number − 1 */
	struct pedersen pedersen;
	struct box_public *boxes;
	size_t n_certs, n_commitments, n_keys;
};

static void state_wipe(struct setup_state *state)
{
	pedersen_secret_wipe(&state->secret);
	box_secret_wipe(&state->box);
}

static enum err refuse(struct setup_state *state, enum err err, size_t i, const char *what)
{
	char place[ERROR_TEXT_MAX];

	snprintf(place, sizeof place, "trustee %zu, %s", i + 1, what);
	fail_field(state->error, place,
		err == ERR_ANNOUNCEMENT ? "does not hold" : "is not what the file has");
	return fail(state->error, err);
}

static bool read_box(const char *text, struct box_public *ret_box)
{
	size_t len;

	return base64_decode(
		       BASE64, text, strlen(text), ret_box->bytes, sizeof ret_box->bytes, &len) &&
	       len == sizeof ret_box->bytes;
}

static bool read_certificate(struct setup_state *state, size_t i)
{
	const struct announced *row = &state->view->rows[i];
	struct certificate *certificate = &state->pedersen.certs[i];
	struct error ignored = {0};
	struct proof signature;

	return row->box_key && row->box_signature &&
	       certificate_read(
		       row->certificate, strlen(row->certificate), certificate, &ignored) == OK &&
	       certificate_check(certificate, state->pedersen.n, state->pedersen.threshold, i + 1,
		       &ignored) == OK &&
	       proof_read(row->box_signature, strlen(row->box_signature), &signature, &ignored) ==
		       OK &&
	       read_box(row->box_key, &state->boxes[i]) &&
	       box_announced(&state->boxes[i], certificate, &signature);
}

static bool read_commitment(struct setup_state *state, size_t i)
{
	const struct announced *row = &state->view->rows[i];
	struct pedersen *pedersen = &state->pedersen;
	struct error ignored = {0};

	return row->agreement && row->sealed && state->n_certs == pedersen->n &&
	       commitment_read(row->polynomial, strlen(row->polynomial), pedersen->threshold,
		       state->arena, &pedersen->commitments[i], &ignored) == OK &&
	       proof_read(row->agreement, strlen(row->agreement), &pedersen->signatures[i],
		       &ignored) == OK &&
	       commitment_check(pedersen, i, &ignored) == OK;
}

static bool read_key(struct setup_state *state, size_t i)
{
	const char *text = state->view->rows[i].verification_key;
	struct error ignored = {0};

	return state->n_commitments == state->pedersen.n &&
	       trustee_key_read(text, strlen(text), true, &state->pedersen.keys[i], &ignored) ==
		       OK &&
	       pedersen_key_check(&state->pedersen, i, &ignored) == OK;
}

static enum err read_all(struct setup_state *state)
{
	const struct announced *rows = state->view->rows;

	for (size_t i = 0; i < state->view->n; i++)
		if (rows[i].certificate) {
			if (!read_certificate(state, i))
				return refuse(state, ERR_ANNOUNCEMENT, i, "certificate");
			state->n_certs++;
		}
	for (size_t i = 0; i < state->view->n; i++)
		if (rows[i].polynomial) {
			if (!read_commitment(state, i))
				return refuse(state, ERR_ANNOUNCEMENT, i, "polynomial");
			state->n_commitments++;
		}
	for (size_t i = 0; i < state->view->n; i++)
		if (rows[i].verification_key) {
			if (!read_key(state, i))
				return refuse(state, ERR_ANNOUNCEMENT, i, "verification_key");
			state->n_keys++;
		}
	return OK;
}

/* The service shows of this trustee what her file has, or nothing yet. */
static enum err check_own(struct setup_state *state)
{
	const struct announced *row = &state->view->rows[state->own];
	const struct trustee_file *file = state->file;
	const struct {
		const char *name, *shown, *kept;
	} texts[] = {
		{"certificate", row->certificate, file->certificate},
		{"box_key", row->box_key, file->box_key},
		{"polynomial", row->polynomial, file->polynomial},
		{"agreement", row->agreement, file->agreement},
		{"verification_key", row->verification_key, file->verification_key},
	};

	if (file->number != state->view->number)
		return refuse(state, ERR_SETUP_BEGUN, state->own, "number");
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (texts[i].shown &&
			(!texts[i].kept || strcmp(texts[i].shown, texts[i].kept) != 0))
			return refuse(state, ERR_SETUP_BEGUN, state->own, texts[i].name);
	return OK;
}

/* All certificates as one digest: what people compared, they compared of these. */
static void certificates_hash(const struct setup_view *view, char ret_hex[DIGEST_HEX_SIZE])
{
	struct digest_state state;
	struct digest digest;

	digest_start(&state);
	for (size_t i = 0; i < view->n; i++)
		digest_add(&state, view->rows[i].certificate, strlen(view->rows[i].certificate));
	digest = digest_finish(&state);
	digest_hex(&digest, ret_hex);
}

static enum err state_begin(struct setup_state *state)
{
	struct pedersen *pedersen = &state->pedersen;
	size_t n = state->view->n;

	pedersen->n = n;
	pedersen->threshold = (unsigned)state->view->threshold;
	pedersen->certs = arena_array(state->arena, struct certificate, n);
	pedersen->commitments = arena_array(state->arena, struct commitment, n);
	pedersen->signatures = arena_array(state->arena, struct proof, n);
	pedersen->keys = arena_array(state->arena, struct trustee_key, n);
	state->boxes = arena_array(state->arena, struct box_public, n);
	if (!pedersen->certs || !pedersen->commitments || !pedersen->signatures ||
		!pedersen->keys || !state->boxes)
		return fail(state->error, ERR_BUSY);
	if (!state->file->number)
		state->file->number = state->view->number;
	state->own = (size_t)state->view->number - 1;
	pedersen_keys(state->file->seed, &state->secret);
	box_keys(state->file->seed, &state->box, &state->box_key);
	TRY(check_own(state));
	return read_all(state);
}

/* ---- the steps ---- */

/* What was written, kept. */
static enum err keep(struct setup_state *state, struct buf *buf, const char **ret_text)
{
	const char *text = buf_ok(buf) ? arena_string(state->arena, buf->data) : NULL;

	buf_reset(buf);
	if (!text)
		return fail(state->error, ERR_BUSY);
	*ret_text = text;
	return OK;
}

static enum err keep_bytes(
	struct setup_state *state, const uint8_t *bytes, size_t len, const char **ret_text)
{
	char *text = arena_alloc(state->arena, BASE64_SIZE(len));

	if (!text)
		return fail(state->error, ERR_BUSY);
	base64_encode(BASE64, bytes, len, text);
	*ret_text = text;
	return OK;
}

/* A certificate that was made but did not arrive, of a group that is another one now. */
static bool is_stale(const struct setup_state *state)
{
	const char *text = state->file->certificate;
	struct certificate certificate;
	struct error ignored = {0};

	return !state->file->box_key || !state->file->box_signature ||
	       certificate_read(text, strlen(text), &certificate, &ignored) != OK ||
	       certificate_check(&certificate, state->pedersen.n, state->pedersen.threshold,
		       state->own + 1, &ignored) != OK;
}

static enum err certify(struct setup_state *state)
{
	struct trustee_file *file = state->file;
	auto_buf struct buf buf = {0};
	struct certificate certificate;
	struct proof signature;

	if (file->certificate)
		return is_stale(state) ? refuse(state, ERR_SETUP_BEGUN, state->own, "certificate")
				       : OK;
	buf_init(&buf, TRUSTEE_TEXT_MAX);
	certificate_make(&state->secret, (unsigned)state->pedersen.n, state->pedersen.threshold,
		(unsigned)state->own + 1, state->rand, &certificate);
	certificate_write(&certificate, &buf);
	TRY(keep(state, &buf, &file->certificate));
	box_announce(&state->box_key, &state->secret, state->rand, &signature);
	proof_write(&signature, &buf);
	TRY(keep(state, &buf, &file->box_signature));
	return keep_bytes(state, state->box_key.bytes, sizeof state->box_key.bytes, &file->box_key);
}

static enum err seal_shares(struct setup_state *state, const struct scalar *coefficients)
{
	size_t n = state->pedersen.n;
	const char **texts = arena_array(state->arena, const char *, n);

	if (!texts)
		return fail(state->error, ERR_BUSY);
	for (size_t i = 0; i < n; i++) {
		uint8_t sealed[BOX_SHARE_BYTES];
		auto_scalar struct scalar share = {0};

		polynomial_share(coefficients, state->pedersen.threshold, (unsigned)i + 1, &share);
		box_seal(&share, &state->box, &state->boxes[i], state->rand, sealed);
		TRY(keep_bytes(state, sealed, sizeof sealed, &texts[i]));
	}
	state->file->shares = (struct strings){texts, n};
	return OK;
}

/* The coefficients are needed once: her own share is sealed to herself. */
static enum err commit(struct setup_state *state)
{
	struct trustee_file *file = state->file;
	struct scalar coefficients[TRUSTEES_MAX];
	auto_buf struct buf buf = {0};
	struct commitment commitment;
	struct proof signature;
	enum err err;

	if (file->polynomial)
		return file->agreement && file->shares.n == state->pedersen.n
			       ? OK
			       : refuse(state, ERR_SETUP_BEGUN, state->own, "polynomial");
	buf_init(&buf, TRUSTEE_TEXT_MAX);
	err = polynomial_make(&state->secret, state->pedersen.certs, state->rand, state->arena,
		coefficients, &commitment, &signature, state->error);
	if (err == OK)
		err = seal_shares(state, coefficients);
	explicit_bzero(coefficients, sizeof coefficients);
	TRY(err);
	proof_write(&signature, &buf);
	TRY(keep(state, &buf, &file->agreement));
	commitment_write(&commitment, state->pedersen.threshold, &buf);
	return keep(state, &buf, &file->polynomial);
}

static bool open_share(const struct setup_state *state, size_t from, struct scalar *ret_share)
{
	const struct pedersen *pedersen = &state->pedersen;
	const char *text = state->view->rows[from].sealed;
	uint8_t sealed[BOX_SHARE_BYTES];
	size_t len;

	return base64_decode(BASE64, text, strlen(text), sealed, sizeof sealed, &len) &&
	       len == sizeof sealed &&
	       box_open(sealed, &state->boxes[from], &state->box, ret_share) &&
	       share_check(&pedersen->commitments[from], pedersen->threshold,
		       (unsigned)state->own + 1, ret_share);
}

static enum err open_shares(struct setup_state *state, struct scalar *ret_shares)
{
	char number[8];

	for (size_t i = 0; i < state->pedersen.n; i++)
		if (!open_share(state, i, &ret_shares[i])) {
			snprintf(number, sizeof number, "%u", (unsigned)i + 1);
			return fail_args(state->error, ERR_SHARE_WRONG, number, NULL);
		}
	return OK;
}

static enum err finish(struct setup_state *state)
{
	struct trustee_file *file = state->file;
	struct trustee_key *key = &state->pedersen.keys[state->own];
	struct scalar shares[TRUSTEES_MAX];
	auto_scalar struct scalar decryption = {0};
	auto_buf struct buf buf = {0};
	char text[SCALAR_TEXT_SIZE];
	enum err err;

	if (file->verification_key)
		return OK;
	buf_init(&buf, TRUSTEE_TEXT_MAX);
	err = open_shares(state, shares);
	if (err == OK)
		pedersen_key_make(
			&state->secret, shares, state->pedersen.n, state->rand, &decryption, key);
	explicit_bzero(shares, sizeof shares);
	TRY(err);
	TRY(pedersen_key_check(&state->pedersen, state->own, state->error));
	scalar_text(&decryption, text);
	file->decryption_key = arena_string(state->arena, text);
	explicit_bzero(text, sizeof text);
	trustee_key_write(key, true, &buf);
	return file->decryption_key ? keep(state, &buf, &file->verification_key)
				    : fail(state->error, ERR_BUSY);
}

/* From the second step on the certificates are those that were compared. */
static enum err compare(struct setup_state *state, bool confirmed, enum setup_step *ret_step)
{
	struct trustee_file *file = state->file;
	char hex[DIGEST_HEX_SIZE];
	bool same;

	certificates_hash(state->view, hex);
	same = file->compared && strcmp(file->compared, hex) == 0;
	if (file->polynomial)
		return same ? OK : refuse(state, ERR_SETUP_BEGUN, state->own, "certificate");
	if (same && confirmed)
		return OK;
	*ret_step = SETUP_COMPARE;
	file->compared = arena_string(state->arena, hex);
	return file->compared ? OK : fail(state->error, ERR_BUSY);
}

static enum err second_half(struct setup_state *state, enum setup_step *ret_step)
{
	const struct announced *row = &state->view->rows[state->own];
	size_t n = state->pedersen.n;

	if (!row->polynomial) {
		*ret_step = SETUP_COMMIT;
		return commit(state);
	}
	if (state->n_commitments == n && !row->verification_key) {
		*ret_step = SETUP_FINISH;
		return finish(state);
	}
	*ret_step = state->n_keys < n ? SETUP_WAIT : SETUP_READY;
	return OK;
}

enum err setup_next(struct trustee_file *file, const struct setup_view *view, bool confirmed,
	struct rand *rand, struct arena *arena, struct error *error, enum setup_step *ret_step)
{
	__attribute__((cleanup(state_wipe))) struct setup_state state = {
		.file = file, .view = view, .rand = rand, .arena = arena, .error = error};
	enum setup_step step = SETUP_WAIT;

	TRY(state_begin(&state));
	if (!view->rows[state.own].certificate) {
		step = SETUP_CERTIFY;
		TRY(certify(&state));
	} else if (state.n_certs == view->n) {
		TRY(compare(&state, confirmed, &step));
		if (step != SETUP_COMPARE)
			TRY(second_half(&state, &step));
	}
	*ret_step = step;
	return OK;
}

/* ---- announcing ---- */

static const char *const targets[SETUP_STEP__COUNT] = {
	[SETUP_CERTIFY] = "certificate", [SETUP_COMMIT] = "commitment", [SETUP_FINISH] = "key"};

const char *setup_target(enum setup_step step)
{
	return targets[step];
}

static void add_text(struct json_writer *writer, const char *name, const char *text)
{
	json_add_name(writer, name);
	json_add_string(writer, text);
}

void setup_body(const struct trustee_file *file, enum setup_step step, struct buf *buf)
{
	struct json_writer writer = json_writer(buf);

	json_begin_object(&writer);
	if (step == SETUP_CERTIFY) {
		add_text(&writer, "certificate", file->certificate);
		add_text(&writer, "box_key", file->box_key);
		add_text(&writer, "box_signature", file->box_signature);
	} else if (step == SETUP_COMMIT) {
		add_text(&writer, "polynomial", file->polynomial);
		add_text(&writer, "agreement", file->agreement);
		json_add_name(&writer, "shares");
		json_begin_array(&writer);
		for (size_t i = 0; i < file->shares.n; i++)
			json_add_string(&writer, file->shares.items[i]);
		json_end_array(&writer);
	} else if (step == SETUP_FINISH) {
		add_text(&writer, "verification_key", file->verification_key);
	}
	json_end_object(&writer);
}
