/* gongyi-secrets stack: what calls leave behind. Each call runs alone on a stack of its own; that
 * and the heap are then searched for every secret the call was given, made or drew. */
#include <malloc.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "crypto/ballot.h"
#include "crypto/box.h"
#include "crypto/credential.h"
#include "crypto/keyring.h"
#include "crypto/privacy.h"
#include "crypto/tally.h"
#include "secrets/watch.h"

enum { STACK = 1 << 18, WINDOW = 16, DRAWS_MAX = 256, THRESHOLD = 2, TRUSTEES = 3 };

/* What was drawn during a call: the bytes, and the scalar they are reduced to. */
struct drawn {
	uint8_t bytes[64];
	size_t len;
	struct scalar reduced;
};

static struct drawn drawn[DRAWS_MAX];
static size_t n_drawn;

void drawn_add(const void *bytes, size_t len)
{
	struct drawn *draw = &drawn[n_drawn < DRAWS_MAX ? n_drawn++ : 0];

	draw->len = len < sizeof draw->bytes ? len : sizeof draw->bytes;
	*draw = (struct drawn){.len = draw->len};
	memcpy(draw->bytes, bytes, draw->len);
	if (draw->len == sizeof draw->bytes)
		crypto_core_ed25519_scalar_reduce(draw->reduced.bytes, draw->bytes);
}

void drawn_revealed(const void *data, size_t len)
{
	for (size_t i = 0; i < n_drawn; i++)
		if (memmem(data, len, drawn[i].reduced.bytes, SCALAR_BYTES))
			drawn[i].reduced = scalar_zero;
}

/* ---- the desk all calls work on; nothing of it lies on a stack ------------------------------- */

static struct {
	struct rand rand;
	struct arena arena;
	struct error error;
	char typed[CREDENTIAL_SIZE], credential[CREDENTIAL_SIZE], seed[PEDERSEN_SEED_SIZE];
	char text[SCALAR_TEXT_SIZE];
	struct scalar secret, other;
	struct point point;
	struct election election;
	uint8_t votes[4];
	struct ballot *ballot;
	struct tally tally;
	struct decryption decryption;
	struct pedersen_secret pedersen;
	struct certificate certs[TRUSTEES];
	struct scalar coefficients[THRESHOLD], shares[TRUSTEES];
	struct commitment commitment;
	struct proof proof;
	struct trustee_key key;
	struct box_secret box;
	struct box_public box_key;
	uint8_t sealed[BOX_SHARE_BYTES];
	struct sign_secret sign;
	struct signature signature;
	struct keyring *keyring;
	uint8_t master[KEYRING_MASTER_BYTES], derived[KEYRING_KEY_BYTES];
	struct scalar *forgotten; /* on the heap */
	uint8_t number[32], closed[32 + PRIVACY_EXTRA_BYTES];
} desk;

static void do_credential_new(void)
{
	credential_new(&desk.rand, desk.credential);
}

static void do_credential_normalize(void)
{
	MUST(credential_normalize(desk.credential, desk.typed));
}

static void do_credential_derive(void)
{
	credential_derive(desk.election.uuid, desk.credential, &desk.secret, &desk.point);
}

static void do_ballot_make(void)
{
	MUST(ballot_make(&desk.election, &desk.secret, desk.votes, &desk.rand, &desk.arena,
		     &desk.ballot, &desk.error) == OK);
}

static void do_scalar_random(void)
{
	scalar_random(&desk.rand, &desk.other);
}

static void do_scalar_text(void)
{
	scalar_text(&desk.secret, desk.text);
}

static void do_scalar_parse(void)
{
	MUST(scalar_parse(desk.text, &desk.other));
}

static void do_trustee_key_make(void)
{
	trustee_key_make(&desk.secret, &desk.rand, &desk.key);
}

static void do_decryption_make(void)
{
	MUST(decryption_make(&desk.election, &desk.tally, &desk.secret, &desk.rand, &desk.arena,
		     &desk.decryption, &desk.error) == OK);
}

static void do_pedersen_seed_new(void)
{
	pedersen_seed_new(&desk.rand, desk.seed);
}

static void do_pedersen_keys(void)
{
	pedersen_keys(desk.seed, &desk.pedersen);
}

static void do_certificate_make(void)
{
	for (unsigned i = 0; i < TRUSTEES; i++)
		certificate_make(
			&desk.pedersen, TRUSTEES, THRESHOLD, i + 1, &desk.rand, &desk.certs[i]);
}

static void do_polynomial_make(void)
{
	MUST(polynomial_make(&desk.pedersen, desk.certs, &desk.rand, &desk.arena, desk.coefficients,
		     &desk.commitment, &desk.proof, &desk.error) == OK);
}

static void do_polynomial_share(void)
{
	polynomial_share(desk.coefficients, THRESHOLD, 1, &desk.shares[0]);
}

static void do_box_keys(void)
{
	box_keys(desk.seed, &desk.box, &desk.box_key);
}

static void do_box_announce(void)
{
	box_announce(&desk.box_key, &desk.pedersen, &desk.rand, &desk.proof);
}

static void do_box_seal(void)
{
	box_seal(&desk.shares[0], &desk.box, &desk.box_key, &desk.rand, desk.sealed);
}

static void do_box_open(void)
{
	MUST(box_open(desk.sealed, &desk.box_key, &desk.box, &desk.shares[1]));
}

static void do_share_check(void)
{
	MUST(share_check(&desk.commitment, THRESHOLD, 1, &desk.shares[1]));
}

static void do_pedersen_key_make(void)
{
	pedersen_key_make(
		&desk.pedersen, desk.shares, TRUSTEES, &desk.rand, &desk.other, &desk.key);
}

static void do_sign_secret_new(void)
{
	sign_secret_new(&desk.rand, &desk.sign);
}

static void do_sign_message(void)
{
	sign_message(&desk.sign, "head", 4, &desk.signature);
}

static void do_keyring_new(void)
{
	desk.keyring = keyring_new(desk.master);
	MUST(desk.keyring != NULL);
}

static void do_keyring_derive(void)
{
	keyring_derive(desk.keyring, KEY_DATA, 7, 0, desk.derived);
}

static void do_record_secret(void)
{
	keyring_record_secret(desk.keyring, 7, 0, &desk.sign);
}

static void do_privacy_seal(void)
{
	privacy_seal(desk.keyring, 7, "phone of 3", &desk.rand, desk.number, sizeof desk.number,
		desk.closed);
}

static void do_privacy_open(void)
{
	MUST(privacy_open(
		desk.keyring, 7, "phone of 3", desk.closed, sizeof desk.closed, desk.number));
}

static void do_privacy_tag(void)
{
	(void)privacy_tag_of(desk.keyring, 7, desk.number, sizeof desk.number);
}

/* In the order in which one makes what the next one needs. */
static const struct operation calls[] = {{"credential_new", do_credential_new},
	{"credential_normalize", do_credential_normalize},
	{"credential_derive", do_credential_derive}, {"ballot_make", do_ballot_make},
	{"scalar_random", do_scalar_random}, {"scalar_text", do_scalar_text},
	{"scalar_parse", do_scalar_parse}, {"trustee_key_make", do_trustee_key_make},
	{"decryption_make", do_decryption_make}, {"pedersen_seed_new", do_pedersen_seed_new},
	{"pedersen_keys", do_pedersen_keys}, {"certificate_make", do_certificate_make},
	{"polynomial_make", do_polynomial_make}, {"polynomial_share", do_polynomial_share},
	{"box_keys", do_box_keys}, {"box_announce", do_box_announce}, {"box_seal", do_box_seal},
	{"box_open", do_box_open}, {"share_check", do_share_check},
	{"pedersen_key_make", do_pedersen_key_make}, {"sign_secret_new", do_sign_secret_new},
	{"sign_message", do_sign_message}, {"keyring_new", do_keyring_new},
	{"keyring_derive", do_keyring_derive}, {"keyring_record_secret", do_record_secret},
	{"privacy_seal", do_privacy_seal}, {"privacy_open", do_privacy_open},
	{"privacy_tag_of", do_privacy_tag}, {NULL, NULL}};

#define SECRET(member)                                                                             \
	{                                                                                          \
#member, &desk.member, sizeof desk.member                                          \
	}

static const struct {
	const char *name;
	const void *data;
	size_t len;
} secrets[] = {SECRET(typed), SECRET(credential), SECRET(seed), SECRET(text), SECRET(secret),
	SECRET(other), SECRET(pedersen), SECRET(coefficients), SECRET(shares), SECRET(box),
	SECRET(sign.seed), SECRET(master), SECRET(derived), SECRET(number)};

/* ---- searching ------------------------------------------------------------------------------ */

/* What is searched: the call's stack, and the heap from the first piece this program took. */
static struct memory {
	const uint8_t *from;
	size_t len;
} stack = {.len = STACK}, heap;

/* Whether any 16 bytes of the secret lie there. */
static bool lies_in(const struct memory *memory, const void *secret, size_t len)
{
	static const uint8_t nothing[WINDOW];
	const uint8_t *bytes = secret;

	for (size_t at = 0; at + WINDOW <= len; at += WINDOW / 2)
		if (memcmp(bytes + at, nothing, WINDOW) != 0 &&
			memmem(memory->from, memory->len, bytes + at, WINDOW))
			return true;
	return false;
}

static size_t report(const char *call, const char *name, size_t i, const void *secret, size_t len)
{
	bool on_stack = lies_in(&stack, secret, len), on_heap = lies_in(&heap, secret, len);

	if (on_stack || on_heap)
		printf("%s leaves %s %zu on its %s\n", call, name, i, on_stack ? "stack" : "heap");
	return on_stack || on_heap;
}

static void measure_heap(void)
{
	heap.len = (size_t)((const uint8_t *)sbrk(0) - heap.from);
}

static size_t search(const char *call)
{
	size_t found = 0;

	measure_heap();
	for (size_t i = 0; i < COUNT_OF(secrets); i++)
		found += report(call, secrets[i].name, 0, secrets[i].data, secrets[i].len);
	for (size_t i = 0; i < n_drawn; i++) {
		found += report(call, "draw", i, drawn[i].bytes, drawn[i].len);
		found += report(call, "scalar", i, drawn[i].reduced.bytes, SCALAR_BYTES);
	}
	return found;
}

static void run_alone(void (*call)(void))
{
	static uint8_t bytes[STACK];
	ucontext_t here, there;

	stack.from = bytes;
	memset(bytes, 0, sizeof bytes);
	n_drawn = 0;
	MUST(getcontext(&there) == 0);
	there.uc_stack.ss_sp = bytes;
	there.uc_stack.ss_size = STACK;
	there.uc_link = &here;
	makecontext(&there, call, 0);
	MUST(swapcontext(&here, &there) == 0);
}

/* A call that forgets, to show that the search finds. */
static void forget(void)
{
	struct scalar copy = desk.secret;

	__asm__ volatile("" : : "r"(&copy) : "memory");
	desk.forgotten = arena_new(&desk.arena, struct scalar);
	MUST(desk.forgotten != NULL);
	*desk.forgotten = desk.secret;
}

/* The tally of no ballots at all. */
static void prepare_tally(void)
{
	struct tally_sum sum;

	MUST(tally_start(&desk.election, &desk.arena, &sum, &desk.error) == OK);
	MUST(tally_end(&desk.election, &sum, &desk.arena, &desk.tally, &desk.error) == OK);
}

static void prepare(void)
{
	static const char *const names[] = {"一", "二", "三"};
	static struct question question = {
		.text = "?", .answers = names, .n_answers = 3, .blank = true, .max = 2};

	MUST(mallopt(M_MMAP_THRESHOLD, 1 << 25) == 1); /* everything on the heap proper */
	heap.from = malloc(1);
	desk.arena.limit = 1 << 20;
	memcpy(desk.election.uuid, "nVPZZBXZKKpe2t", UUID_NEW_SIZE);
	desk.election.public_key = point_generator;
	desk.election.questions = &question;
	desk.election.n_questions = 1;
	MUST(election_init(&desk.election, &desk.error) == OK);
	prepare_tally();
	desk.votes[2] = 1;
	randombytes_buf(desk.master, sizeof desk.master);
	randombytes_buf(desk.number, sizeof desk.number);
	scalar_random(&desk.rand, &desk.secret);
}

int search_stacks(void)
{
	size_t found = 0;

	prepare();
	run_alone(forget);
	measure_heap();
	MUST(lies_in(&stack, &desk.secret, sizeof desk.secret));
	MUST(lies_in(&heap, &desk.secret, sizeof desk.secret));
	scalar_wipe(desk.forgotten);
	for (const struct operation *call = calls; call->name; call++) {
		run_alone(call->run);
		found += search(call->name);
		puts(call->name);
	}
	return found ? 1 : 0;
}
