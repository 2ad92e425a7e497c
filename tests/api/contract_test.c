/* The recorder that holds every reply against its route's row: what it must find. */
#include "harness/contract.h"

#include <string.h>

#include "base/cleanup.h"
#include "harness/openapi.h"
#include "harness/test.h"

/* ---- schemas ---- */

static const char document[] =
	"{\"components\":{\"schemas\":{\"part\":{\"type\":\"object\",\"properties\":{\"n\":{"
	"\"type\":\"integer\",\"minimum\":1,\"maximum\":9}},\"required\":[\"n\"],"
	"\"additionalProperties\":false}}}}";

#define PART "{\"$ref\":\"#/components/schemas/part\"}"

static const struct {
	const char *schema;
	const char *good;
	const char *bad;
	const char *finding;
} keywords[] = {
	{"{\"type\":\"string\"}", "\"a\"", "1", "/: is not string"},
	{"{\"type\":\"boolean\"}", "true", "null", "/: is not boolean"},
	{"{\"type\":\"integer\",\"format\":\"int64\"}", "-3", "1.5", "/: is not integer"},
	{"{\"type\":\"integer\",\"minimum\":0}", "0", "-1", "/: is below its minimum"},
	{"{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}", "\"b\"", "\"c\"",
		"/: is none of the enum: c"},
	{"{\"type\":\"string\",\"minLength\":2}", "\"桥东\"", "\"桥\"", "/: is too short: 桥"},
	{"{\"type\":\"string\",\"maxLength\":2}", "\"桥东\"", "\"abc\"",
		"/: is longer than its maxLength"},
	{"{\"type\":\"string\",\"pattern\":\"^[0-9]{1,3}$\"}", "\"12\"", "\"1234\"",
		"/: does not fit ^[0-9]{1,3}$"},
	{"{\"type\":\"string\",\"format\":\"date-time\"}", "\"2026-06-21T00:00:00Z\"",
		"\"2026-06-21\"", "/: is no date-time"},
	{"{\"type\":\"string\",\"format\":\"date\"}", "\"2026-06-21\"", "\"2026-06-31\"",
		"/: is no date"},
	{"{\"type\":\"string\",\"contentEncoding\":\"base64\"}", "\"AAA=\"", "\"AA A\"",
		"/: is not base64"},
	{"{\"type\":\"array\",\"maxItems\":1,\"items\":{}}", "[1]", "[1,2]",
		"/: has too many items"},
	{"{\"type\":\"array\",\"minItems\":2,\"items\":{}}", "[1,2]", "[1]",
		"/: has too few items"},
	{"{\"type\":\"array\",\"items\":" PART "}", "[{\"n\":9}]", "[{\"n\":1},{\"n\":10}]",
		"/1/n: is above its maximum"},
	{"{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}", "{\"a\":1}",
		"{\"a/b\":\"1\"}", "/a~1b: is not integer"},
	{PART, "{\"n\":1}", "{}", "/: misses n"},
	{PART, "{\"n\":1}", "{\"n\":1,\"m\":2}", "/: has an undescribed m"},
	{"{\"allOf\":[" PART "]}", "{\"n\":1}", "{\"n\":0}", "/n: is below its minimum"},
	{"{}", "[]", NULL, NULL},
	{"{\"oneOf\":[]}", NULL, "1", "/: unknown keyword oneOf"},
	{"{\"type\":\"string\",\"format\":\"uuid\"}", NULL, "\"a\"", "/: unknown format uuid"},
	{"{\"$ref\":\"#/components/schemas/other\"}", NULL, "1",
		"/: nothing is at #/components/schemas/other"},
};

static bool schema_holds(const char *schema_text, const char *value_text, char *ret_finding)
{
	auto_json struct json *root = NULL, *schema = NULL, *value = NULL;
	struct error error = {0};

	T_OK(json_parse(document, strlen(document), &root, &error));
	T_OK(json_parse(schema_text, strlen(schema_text), &schema, &error));
	T_OK(json_parse(value_text, strlen(value_text), &value, &error));
	return openapi_holds(root, schema, value, ret_finding);
}

TEST(contract, each_keyword_of_a_schema_is_checked)
{
	char finding[FINDING_SIZE];

	for (size_t i = 0; i < COUNT_OF(keywords); i++) {
		if (keywords[i].good &&
			!schema_holds(keywords[i].schema, keywords[i].good, finding))
			t_fail(__FILE__, __LINE__, "%s: %s", keywords[i].good, finding);
		if (!keywords[i].bad)
			continue;
		T_CHECK(!schema_holds(keywords[i].schema, keywords[i].bad, finding));
		T_STR(finding, keywords[i].finding);
	}
}

/* ---- replies ---- */

struct thing {
	const char *name;
};
SCHEMA(thing, struct thing, FIELD_STRING(struct thing, name, .required = true, .max = 4));

static enum err nothing(struct call *call)
{
	(void)call;
	return OK;
}

static const struct route thing_route = {.op = "thingMake",
	POST("/v1/things", 201),
	.out = &thing_schema,
	.write = nothing,
	.allow = allow_anyone,
	.errors = ERRORS(ERR_DUTIES)};
static const struct route page_route = {.op = "pageShow",
	GET("/page"),
	.out = &raw_reply_schema,
	.media = "text/html; charset=utf-8",
	.read = nothing,
	.allow = allow_anyone};
static const struct route silent_route = {
	.op = "thingDrop", POST("/v1/drop", 204), .write = nothing, .allow = allow_anyone};

static const char json[] = "application/json";
static const char problem[] = "application/problem+json";

static const struct reply {
	const struct route *route;
	enum err err;
	int status;
	const char *media;
	const char *body;
	const char *finding; /* NULL: it holds */
} replies[] = {
	{&thing_route, OK, 201, json, "{\"name\":\"桥东社区\"}", NULL},
	{&thing_route, OK, 201, json, "{\"name\":\"桥东社区2\"}",
		"thingMake: its reply does not hold: /name: is longer than its maxLength"},
	{&thing_route, OK, 201, json, "{}", "thingMake: its reply does not hold: /: misses name"},
	{&thing_route, OK, 201, json, "{\"name\":\"a\"",
		"thingMake: its reply is no JSON (1:12 ',' or '}' is missing)"},
	{&thing_route, OK, 200, json, "{\"name\":\"a\"}", "thingMake: status 200 is not described"},
	{&thing_route, OK, 201, "text/plain", "a",
		"thingMake: media type text/plain is not described"},
	{&thing_route, OK, 201, json, "", "thingMake: a reply of 0 bytes as application/json"},
	{&thing_route, ERR_DUTIES, 409, problem,
		"{\"type\":\"duties-not-joinable\",\"title\":\"x\",\"status\":409}", NULL},
	{&thing_route, ERR_DUTIES, 409, problem,
		"{\"type\":\"duties-not-joinable\",\"status\":409}",
		"thingMake: its reply does not hold: /: misses title"},
	{&thing_route, ERR_DUTIES, 409, json,
		"{\"type\":\"duties-not-joinable\",\"title\":\"x\",\"status\":409}",
		"thingMake: duties-not-joinable as status 409"},
	{&thing_route, ERR_LIST_LATE, 409, problem,
		"{\"type\":\"list-too-late\",\"title\":\"x\",\"status\":409}",
		"thingMake does not declare list-too-late"},
	{&page_route, OK, 200, "text/html; charset=utf-8", "<p>桥", NULL},
	{&page_route, OK, 200, "text/html; charset=utf-8", "<p>\xE6\xA1",
		"pageShow: its reply is not UTF-8"},
	{&page_route, OK, 304, "text/html; charset=utf-8", "", NULL},
	{&silent_route, OK, 204, NULL, "", NULL},
	{&silent_route, OK, 204, json, "{}", "thingDrop: a reply of 2 bytes as application/json"},
	{NULL, ERR_NOT_FOUND, 404, problem,
		"{\"type\":\"not-found\",\"title\":\"x\",\"status\":404}", NULL},
	{NULL, ERR_NOT_FOUND, 404, problem,
		"{\"type\":\"not-found\",\"title\":\"x\",\"status\":404,\"errors\":[{}]}",
		"no route: its reply does not hold: /errors/0: misses pointer"},
};

TEST(contract, a_reply_that_breaks_its_row_is_found)
{
	char found[BROKEN_SIZE];

	for (size_t i = 0; i < COUNT_OF(replies); i++) {
		const struct reply *reply = &replies[i];
		struct request request = {.route = reply->route,
			.error = {.code = reply->err},
			.status = reply->status,
			.media = reply->media,
			.reply = {(const uint8_t *)reply->body, strlen(reply->body)}};

		request_done(&request);
		if (contract_broken(found) != (reply->finding != NULL))
			t_fail(__FILE__, __LINE__, "reply %zu: %s", i, found);
		if (reply->finding)
			T_STR(found, reply->finding);
		T_CHECK(!contract_broken(found));
	}
}

static const struct route thing_routes[] = {{.op = "thingNever",
	GET("/v1/never"),
	.out = &thing_schema,
	.read = nothing,
	.allow = allow_anyone,
	.errors = ERRORS(ERR_DUTIES, ERR_LIST_LATE)}};

TEST(contract, what_no_reply_showed_is_counted)
{
	const struct module module = {.name = "never", .routes = thing_routes, .n_routes = 1};
	const struct module *const modules[] = {&module, NULL};
	struct request request = {.route = thing_routes,
		.error = {.code = ERR_DUTIES},
		.status = 409,
		.media = problem};
	char found[BROKEN_SIZE];

	T_INT(contract_gaps(modules, false), 3);
	request_done(&request);
	T_CHECK(contract_broken(found)); /* no problem document, but it was met */
	T_INT(contract_gaps(modules, false), 2);
}
