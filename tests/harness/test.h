/* The test harness. TEST(name) registers itself; names are sentences. A failed check prints
 * file:line and the expression and ends its test; the others go on.
 *
 *   TEST(base, arena_refuses_more_than_its_limit) { … T_CHECK(p == NULL); }
 *
 * `gongyi-test` runs everything, `gongyi-test base/arena` what contains that text. */
#ifndef TESTS_HARNESS_TEST_H
#define TESTS_HARNESS_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/error.h"

struct test {
	const char *group;
	const char *name;
	void (*run)(void);
	const char *file;
};

#define TEST(group_, name_)                                                                        \
	static void test_##group_##_##name_(void);                                                 \
	static const struct test entry_##group_##_##name_ = {                                      \
		#group_, #name_, test_##group_##_##name_, __FILE__};                               \
	__attribute__((used, section("gongyi_tests"))) static const struct test                    \
		*const pointer_##group_##_##name_ = &entry_##group_##_##name_;                     \
	static void test_##group_##_##name_(void)

#define T_CHECK(condition)                                                                         \
	do {                                                                                       \
		if (!(condition))                                                                  \
			t_fail(__FILE__, __LINE__, "%s", #condition);                              \
	} while (0)

#define T_OK(call)                                                                                 \
	do {                                                                                       \
		enum err t_err_ = (call);                                                          \
		if (t_err_ != OK)                                                                  \
			t_fail(__FILE__, __LINE__, "%s gave %s", #call,                            \
				error_info(t_err_)->token);                                        \
	} while (0)

/* The call must fail with exactly ERR_<name>. */
#define T_ERR(call, name)                                                                          \
	do {                                                                                       \
		enum err t_err_ = (call);                                                          \
		if (t_err_ != ERR_##name)                                                          \
			t_fail(__FILE__, __LINE__, "%s gave %s", #call,                            \
				error_info(t_err_)->token);                                        \
	} while (0)

#define T_INT(actual, expected)                                                                    \
	do {                                                                                       \
		int64_t t_a_ = (int64_t)(actual), t_e_ = (int64_t)(expected);                      \
		if (t_a_ != t_e_)                                                                  \
			t_fail(__FILE__, __LINE__, "%s is %lld, expected %lld", #actual,           \
				(long long)t_a_, (long long)t_e_);                                 \
	} while (0)

#define T_STR(actual, expected)      t_str(__FILE__, __LINE__, #actual, actual, expected)
#define T_MEM(actual, expected, len) t_mem(__FILE__, __LINE__, #actual, actual, expected, len)

/* Ends the test as failed. */
void t_fail(const char *file, int line, const char *format, ...) printf_like(3, 4)
	__attribute__((noreturn));

/* Ends the test as skipped; the reason is printed and counted. */
void t_skip(const char *format, ...) printf_like(1, 2) __attribute__((noreturn));

void t_str(const char *file, int line, const char *what, const char *actual, const char *expected);
void t_mem(const char *file, int line, const char *what, const void *actual, const void *expected,
	size_t len);

/* Runs `cleanup(data)` when the test ends, however it ends; last registered first. */
void t_defer(void (*cleanup)(void *), void *data);

/* The seed of this run, printed when a test fails; GONGYI_TEST_SEED replays it. */
const uint8_t *t_seed(void);

/* A whole number from the environment; `otherwise` when it is not there. */
size_t t_setting(const char *name, size_t otherwise);

/* The path of a file below tests/; released when the test ends. */
const char *t_path(const char *path);

/* A file below tests/, read whole; released when the test ends. */
const char *t_file(const char *path, size_t *ret_len);

/* A new private folder, removed when the test ends. */
const char *t_folder(void);

#endif
