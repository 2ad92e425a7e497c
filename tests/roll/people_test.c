/* Who is on the roll, asked by those who are not. */
#include "harness/people.h"

/* Who was taken off while her session goes on. */
TEST(roll, whoever_is_not_on_the_roll_finds_nothing_about_herself)
{
	struct t_app *app = t_app_new();
	struct t_body *body = t_body_new(app, "桥东社区");
	struct t_person stranger = t_person_in(app, body, 900);
	const char *self = t_text(app, "/v1/bodies/%s/roll/self", body->id);

	t_sql(app, "DELETE FROM person WHERE id = 900");
	T_PROBLEM(app, t_call(app, stranger.token, "GET", self, NULL), 404, "not-found");
	T_PROBLEM(app, t_call(app, NULL, "GET", self, NULL), 401, "sign-in-needed");
}
