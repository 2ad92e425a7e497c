/* The API's own description, held against OpenAPI 3.1 by a validator that other people wrote. */
#include <string.h>

#include "base/cleanup.h"
#include "harness/fixture.h"
#include "harness/peer.h"
#include "harness/run.h"
#include "harness/server.h"

static int validate(struct span document, struct buf *ret_said)
{
	const char *const argv[] = {t_peer("openapi-spec-validator"), "-", NULL};

	return t_run(NULL, argv, document, ret_said, NULL);
}

static struct span served(struct t_app *app)
{
	struct t_reply r = t_call(app, NULL, "GET", "/v1/openapi.json", NULL);

	T_STATUS(r, 200);
	T_STR(r.media, "application/json");
	return r.body;
}

TEST(openapi, the_command_prints_the_document_that_is_served)
{
	const char *const argv[] = {t_program("gongyi"), "openapi", NULL};
	struct span document = served(t_app_new());
	auto_buf struct buf out = {0};

	buf_init(&out, 8 << 20);
	T_INT(t_run(NULL, argv, (struct span){0}, &out, NULL), 0);
	T_INT(out.len, document.len);
	T_MEM(out.data, document.data, document.len);
}

TEST(openapi, the_document_holds_for_a_strangers_validator)
{
	struct span document = served(t_app_new());
	auto_buf struct buf said = {0};

	buf_init(&said, 1 << 20);
	if (validate(document, &said) != 0)
		t_fail(__FILE__, __LINE__, "%.2000s", said.data);
}

/* Replaces the first `old` by `new`, of the same length. */
static struct span changed(struct t_app *app, const char *old, const char *new)
{
	struct span document = served(app);
	char *copy = arena_copy(&app->arena, document.data, document.len);
	char *at = strstr(copy, old);

	T_CHECK(at != NULL);
	memcpy(at, new, strlen(new));
	return (struct span){(const uint8_t *)copy, document.len};
}

/* What the answer above is worth. */
TEST(openapi, the_validator_refuses_a_document_with_a_mistake)
{
	static const struct {
		const char *old, *new;
	} mistakes[] = {
		{"\"operationId\":\"bodyShow\"", "\"operationId\":\"bodyList\""},
		{"\"in\":\"path\"", "\"in\":\"pfad\""},
		{"\"#/components/schemas/body_view\"", "\"#/components/schemas/body_veiw\""},
	};

	for (size_t i = 0; i < COUNT_OF(mistakes); i++)
		T_CHECK(validate(changed(t_app_new(), mistakes[i].old, mistakes[i].new), NULL) !=
			0);
}
