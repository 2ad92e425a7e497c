/* Sum, partial decryption, Lagrange interpolation, small logarithms. */
#include "crypto/tally.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/place.h"
#include "crypto/reveal.h"

/* ---- the sum -------------------------------------------------------------------------------- */

enum err tally_last(const size_t *voters, size_t n, size_t n_voters, struct arena *arena,
	bool **ret_counts, struct error *error)
{
	bool *seen = arena_array(arena, bool, n_voters ? n_voters : 1);
	bool *counts = arena_array(arena, bool, n ? n : 1);

	if (!seen || !counts)
		return fail(error, ERR_BUSY);
	for (size_t i = n; i-- > 0;) {
		counts[i] = !seen[voters[i]];
		seen[voters[i]] = true;
	}
	*ret_counts = counts;
	return OK;
}

enum err tally_start(const struct election *election, struct arena *arena,
	struct tally_sum *ret_sum, struct error *error)
{
	struct public_ciphertext *choices =
		arena_array(arena, struct public_ciphertext, election->n_choices);

	if (!choices)
		return fail(error, ERR_BUSY);
	for (size_t c = 0; c < election->n_choices; c++)
		choices[c] = public_ciphertext_zero;
	*ret_sum = (struct tally_sum){.choices = choices};
	return OK;
}

enum err tally_add(const struct election *election, const struct ballot *ballot, uint64_t weight,
	struct tally_sum *sum, struct error *error)
{
	if (weight > CREDENTIALS_WEIGHT_MAX - sum->weight)
		return fail_field(error, "", "total weight too large");
	for (size_t i = 0; i < election->n_questions; i++) {
		const struct question *question = &election->questions[i];

		for (size_t k = 0; k < question_choices(question); k++) {
			struct public_ciphertext c;

			if (!ciphertext_decode(&ballot->answers[i].choices[k], &c))
				return fail_place(error, "not in the group",
					"/answers/%zu/choices/%zu", i, k);
			public_ciphertext_add(&sum->choices[question->first + k], &c, weight);
		}
	}
	sum->n_ballots++;
	sum->weight += weight;
	return OK;
}

enum err tally_end(const struct election *election, const struct tally_sum *sum,
	struct arena *arena, struct tally *ret_tally, struct error *error)
{
	struct ciphertext *choices = arena_array(arena, struct ciphertext, election->n_choices);

	if (!choices)
		return fail(error, ERR_BUSY);
	for (size_t c = 0; c < election->n_choices; c++)
		choices[c] = ciphertext_encode(&sum->choices[c]);
	*ret_tally = (struct tally){choices, sum->n_ballots, sum->weight};
	return OK;
}

/* ---- partial decryption --------------------------------------------------------------------- */

static struct transcript decryption_prefix(
	const struct election *election, const struct point *public_key)
{
	struct transcript prefix;

	transcript_start(&prefix, "decrypt|", NULL);
	transcript_str(&prefix, election->hash);
	transcript_str(&prefix, "|");
	transcript_point(&prefix, public_key);
	transcript_str(&prefix, "|");
	return prefix;
}

/* "/decryption_factors/question/choice" and the like, for a choice's number. */
static enum err fail_choice(struct error *error, const struct election *election, size_t choice,
	const char *document, const char *rule)
{
	size_t i = election->n_questions - 1;

	while (election->questions[i].first > choice)
		i--;
	return fail_place(
		error, rule, "/%s/%zu/%zu", document, i, choice - election->questions[i].first);
}

enum err decryption_make(const struct election *election, const struct tally *tally,
	const struct scalar *secret, struct rand *rand, struct arena *arena,
	struct decryption *ret_decryption, struct error *error)
{
	struct point *factors = arena_array(arena, struct point, election->n_choices);
	struct proof *proofs = arena_array(arena, struct proof, election->n_choices);
	struct transcript prefix;
	struct point public_key;

	if (!factors || !proofs)
		return fail(error, ERR_BUSY);
	point_base_mul(secret, &public_key);
	reveal(&public_key, sizeof public_key);
	prefix = decryption_prefix(election, &public_key);
	for (size_t c = 0; c < election->n_choices; c++) {
		const struct point *alpha = &tally->choices[c].alpha;

		if (!point_mul(secret, alpha, &factors[c]) ||
			!factor_prove(&prefix, secret, alpha, rand, &proofs[c]))
			return fail_choice(
				error, election, c, "encrypted_tally", "not in the group");
	}
	reveal(factors, election->n_choices * sizeof *factors);
	*ret_decryption = (struct decryption){factors, proofs};
	return OK;
}

enum err decryption_check(const struct election *election, const struct tally *tally,
	const struct point *public_key, const struct decryption *decryption, struct error *error)
{
	struct transcript prefix = decryption_prefix(election, public_key);

	for (size_t c = 0; c < election->n_choices; c++) {
		const struct point *factor = &decryption->factors[c];

		if (!point_in_group(factor))
			return fail_choice(
				error, election, c, "decryption_factors", "not in the group");
		if (!factor_holds(&prefix, public_key, &tally->choices[c].alpha, factor,
			    &decryption->proofs[c]))
			return fail_choice(
				error, election, c, "decryption_proofs", "proof does not hold");
	}
	return OK;
}

/* ---- joining -------------------------------------------------------------------------------- */

/* λ of places[at] among the t places of a polynomial, its value at 0 being wanted. */
static void lagrange(const unsigned *places, size_t t, size_t at, struct scalar *ret_coefficient)
{
	const struct scalar own = scalar_of(places[at]);
	struct scalar above = scalar_one, below = scalar_one;

	for (size_t k = 0; k < t; k++) {
		struct scalar other = scalar_of(places[k]), difference;

		if (k == at)
			continue;
		scalar_sub(&other, &own, &difference);
		scalar_mul(&above, &other, &above);
		scalar_mul(&below, &difference, &below);
	}
	scalar_invert(&below, &below);
	scalar_mul(&above, &below, ret_coefficient);
}

/* Multiplies factor^coefficient onto each of the joined factors. */
static enum err join(const struct election *election, const struct decryption *decryption,
	const struct scalar *coefficient, struct point *factors, struct error *error)
{
	for (size_t c = 0; c < election->n_choices; c++) {
		struct point power = decryption->factors[c];

		if ((coefficient && !point_mul(coefficient, &power, &power)) ||
			!point_add(&factors[c], &power, &factors[c]))
			return fail_choice(
				error, election, c, "decryption_factors", "not in the group");
	}
	return OK;
}

/* The first t of a group that decrypted; `missing` when there are fewer. */
static enum err join_pedersen(const struct election *election, const struct pedersen *pedersen,
	const struct decryption *const *by_owner, struct point *factors, bool *ret_missing,
	struct error *error)
{
	unsigned places[TRUSTEES_MAX];
	size_t n = 0;

	for (unsigned i = 0; i < pedersen->n && n < pedersen->threshold; i++)
		if (by_owner[i])
			places[n++] = i + 1;
	*ret_missing = n < pedersen->threshold;
	if (*ret_missing)
		return OK;
	for (size_t k = 0; k < n; k++) {
		struct scalar coefficient;

		lagrange(places, n, k, &coefficient);
		TRY(join(election, by_owner[places[k] - 1], &coefficient, factors, error));
	}
	return OK;
}

enum err decryption_combine(const struct election *election, const struct trustees *trustees,
	const struct decryption *const *by_owner, struct arena *arena, struct point **ret_factors,
	struct error *error)
{
	struct point *factors = arena_array(arena, struct point, election->n_choices);

	if (!factors)
		return fail(error, ERR_BUSY);
	for (size_t c = 0; c < election->n_choices; c++)
		factors[c] = point_identity;
	for (size_t i = 0; i < trustees->n_items; i++) {
		const struct pedersen *pedersen = trustees->items[i].pedersen;
		bool missing = !pedersen && !*by_owner;

		if (pedersen)
			TRY(join_pedersen(election, pedersen, by_owner, factors, &missing, error));
		else if (!missing)
			TRY(join(election, *by_owner, NULL, factors, error));
		if (missing)
			return fail_place(error, "too few partial decryptions", "/%zu", i);
		by_owner += pedersen ? pedersen->n : 1;
	}
	*ret_factors = factors;
	return OK;
}

/* ---- the numbers inside --------------------------------------------------------------------- */

/* Baby steps: the multiples 0 … n−1 of the generator, sorted by the first bytes of the points. */
struct steps {
	struct step {
		uint64_t key;
		uint64_t number;
	} * list;
	uint64_t n;
	struct point giant; /* n times the generator */
};

static uint64_t step_key(const struct point *point)
{
	uint64_t key;

	memcpy(&key, point->bytes, sizeof key);
	return key;
}

static int compare_steps(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/* As many as the square root of the numbers to be told apart. */
static enum err make_steps(
	uint64_t weight, struct arena *arena, struct steps *ret_steps, struct error *error)
{
	struct point point = point_identity;
	struct steps steps = {.n = 1};

	while (steps.n * steps.n <= weight)
		steps.n++;
	steps.list = arena_array(arena, struct step, steps.n);
	if (!steps.list)
		return fail(error, ERR_BUSY);
	for (uint64_t i = 0; i < steps.n; i++) {
		steps.list[i] = (struct step){step_key(&point), i};
		if (!point_add(&point, &point_generator, &point))
			return fail_note(error, ERR_INTERNAL, "the generator is not on the curve");
	}
	steps.giant = point;
	qsort(steps.list, steps.n, sizeof *steps.list, compare_steps);
	*ret_steps = steps;
	return OK;
}

/* Whether `message` = number · g. */
static bool is_number(const struct point *message, uint64_t number)
{
	struct scalar n = scalar_of(number);
	struct point expected;

	point_base_mul(&n, &expected);
	return point_equal(&expected, message);
}

static bool find_number(
	const struct steps *steps, const struct point *message, uint64_t max, uint64_t *ret_number)
{
	struct point rest = *message;

	for (uint64_t base = 0; base <= max; base += steps->n) {
		const struct step key = {.key = step_key(&rest)};
		const struct step *step =
			bsearch(&key, steps->list, steps->n, sizeof *steps->list, compare_steps);

		if (step && base + step->number <= max && is_number(message, base + step->number)) {
			*ret_number = base + step->number;
			return true;
		}
		if (!point_sub(&rest, &steps->giant, &rest))
			return false;
	}
	return false;
}

enum err tally_open(const struct election *election, const struct tally *tally,
	const struct point *factors, struct arena *arena, uint64_t **ret_result,
	struct error *error)
{
	uint64_t *result = arena_array(arena, uint64_t, election->n_choices);
	struct steps steps = {0};

	if (!result)
		return fail(error, ERR_BUSY);
	TRY(make_steps(tally->weight, arena, &steps, error));
	for (size_t c = 0; c < election->n_choices; c++) {
		struct point message;

		if (!point_sub(&tally->choices[c].beta, &factors[c], &message) ||
			!find_number(&steps, &message, tally->weight, &result[c]))
			return fail_choice(error, election, c, "encrypted_tally",
				"no number up to the total weight");
	}
	*ret_result = result;
	return OK;
}

enum err result_check(const struct election *election, const struct tally *tally,
	const struct point *factors, const uint64_t *result, struct error *error)
{
	for (size_t c = 0; c < election->n_choices; c++) {
		struct point message;

		if (!point_sub(&tally->choices[c].beta, &factors[c], &message) ||
			!is_number(&message, result[c]))
			return fail_choice(
				error, election, c, "result", "not what the decryption gives");
	}
	return OK;
}
