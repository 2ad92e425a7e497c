/* Profiles travel inside the program as JSON files; one field table reads them. */
#include "rules/profile.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "json/json.h"

static const char *const online_names[] = {"off", "advisory", "binding", NULL};

SCHEMA(profile_source, struct profile_source,
	FIELD_STRING(struct profile_source, rule, .required = true, .max = 8),
	FIELD_STRING(struct profile_source, article, .required = true, .max = 200));

#define REQUIRED_INT(name, least, most)                                                            \
	FIELD_INT(struct profile, name, .required = true, .min = least, .max = most)

SCHEMA(profile, struct profile, FIELD_STRING(struct profile, id, .required = true, .max = 32),
	FIELD_STRING(struct profile, title, .required = true, .max = 100),
	REQUIRED_INT(version, 1, 9999), FIELD_DAY(struct profile, effective_from, .required = true),
	REQUIRED_INT(voting_age, 18, 18), REQUIRED_INT(min_residence_months, 0, 120),
	REQUIRED_INT(min_work_months, 0, 120), REQUIRED_INT(list_days, 20, 365),
	REQUIRED_INT(objection_days, 5, 60), REQUIRED_INT(decision_days, 1, 3),
	REQUIRED_INT(candidate_days, 1, 60), REQUIRED_INT(candidate_margin, 1, 9),
	REQUIRED_INT(rerun_days, 0, 30), REQUIRED_INT(proxy_limit, 1, 3),
	REQUIRED_INT(proxy_days, 0, 30), REQUIRED_INT(committee_min, 1, 9),
	REQUIRED_INT(committee_max, 1, 31), REQUIRED_INT(freeze_days, 1, 30),
	REQUIRED_INT(batch_ballots, 2, 1000), REQUIRED_INT(batch_minutes, 1, 600),
	REQUIRED_INT(small_channel, 2, 1000),
	FIELD_BOOL(struct profile, override_objections, .required = true),
	FIELD_ENUM(struct profile, online_ballot, online_names, .required = true),
	FIELD_STRING(struct profile, legal_basis, .max = 300),
	FIELD_LIST(struct profile, sources, profile_source_schema, .required = true, .max = 64));

static const struct embedded *find(const char *id)
{
	char name[96];

	snprintf(name, sizeof name, "server/rules/profiles/%s.json", id);
	for (const struct embedded *file = embedded_files; file->name; file++)
		if (strcmp(file->name, name) == 0)
			return file;
	return NULL;
}

enum err profile_load(const char *id, struct arena *arena, struct profile *ret_profile,
	struct span *ret_text, struct error *error)
{
	const struct embedded *file = find(id);
	struct profile profile = {0};
	size_t len;

	if (!file)
		return fail_note(error, ERR_NOT_FOUND, "no profile is called %s", id);
	len = (size_t)(file->end - file->data);
	TRY(json_read(&profile_schema, (const char *)file->data, len, arena, &profile, error));
	if (profile.online_ballot == ONLINE_BINDING && !profile.legal_basis)
		return fail_field(error, "/legal_basis", "required");
	*ret_profile = profile;
	if (ret_text)
		*ret_text = (struct span){file->data, len};
	return OK;
}
