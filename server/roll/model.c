/* Tables of reasons and grounds, and the order in which eligibility is decided. */
#include "roll/model.h"

#include <string.h>

#include "base/clock.h"

static const struct roll_reason_info reasons[ROLL_REASON__COUNT] = {
#define R(name, severity_, token_, english, chinese)                                               \
	[REASON_##name] = {                                                                        \
		.severity = SEVERITY_##severity_,                                                  \
		.token = token_,                                                                   \
		.text = {[LANG_ZH] = chinese, [LANG_EN] = english},                                \
	},
#include "roll/reasons.def"
#undef R
};

const struct roll_reason_info *roll_reason_info(enum roll_reason reason)
{
	return &reasons[reason];
}

static const struct roll_ground_info grounds[ROLL_GROUND__COUNT] = {
	[GROUND_REGISTERED] = {true, "registered", "A22",
		{"本社区户籍居民", "Household registration in the community"}},
	[GROUND_HABITUAL] = {true, "habitual", "A22", {"在本社区常住", "Habitually lives here"}},
	[GROUND_WORKER] = {true, "worker", "A23", {"本社区工作者", "Community worker"}},
	[GROUND_UNDER_AGE] = {false, "under-age", "A21",
		{"选举日未达到年龄", "Not of age on election day"}},
	[GROUND_NO_PROOF] = {false, "no-proof", "A24",
		{"缺少常住证明", "No proof of habitual residence"}},
	[GROUND_SHORT_RESIDENCE] = {false, "short-residence", "A24",
		{"居住时间不足", "Has not lived here long enough"}},
	[GROUND_SHORT_WORK] = {false, "short-work", "A23",
		{"在本社区工作时间不足", "Has not worked here long enough"}},
	[GROUND_UNKNOWN_SINCE] = {false, "unknown-since", "A23",
		{"未登记起始日期", "Since when is not known"}},
	[GROUND_WAIVED] = {false, "waived", "A22", {"未申请登记", "Does not want to take part"}},
	[GROUND_ELSEWHERE] = {false, "elsewhere", "A26",
		{"已在其他地方登记", "Registered to vote elsewhere"}},
	[GROUND_DEPRIVED] = {false, "deprived", "A20",
		{"依法被剥夺政治权利", "Deprived of political rights by law"}},
	[GROUND_LEFT_OFF] = {false, "left-off", "A28",
		{"经居民选举委员会决定不列入", "Left off by decision of the election committee"}},
};

const struct roll_ground_info *roll_ground_info(enum roll_ground ground)
{
	return &grounds[ground];
}

static bool text_differs(const char *known, const char *file)
{
	return *file && strcmp(known, file) != 0;
}

uint32_t roll_differences(const struct roll_entry *known, const struct roll_entry *file)
{
	const bool differs[ROLL_COLUMN__COUNT] = {
		[COLUMN_BUILDING] = text_differs(known->building, file->building),
		[COLUMN_ENTRANCE] = text_differs(known->entrance, file->entrance),
		[COLUMN_ROOM] = text_differs(known->room, file->room),
		[COLUMN_HOUSEHOLD] = text_differs(known->household, file->household),
		[COLUMN_NAME] = text_differs(known->name, file->name),
		[COLUMN_ID_NUMBER] = text_differs(known->id_number, file->id_number),
		[COLUMN_BORN] = known->born != file->born,
		[COLUMN_SEX] = file->sex && known->sex != file->sex,
		[COLUMN_KIND] = known->kind != file->kind,
		[COLUMN_PERMIT] = file->proof && known->proof != file->proof,
		[COLUMN_SINCE] = file->since != DAY_NONE && known->since != file->since,
		[COLUMN_GROUP] = text_differs(known->group, file->group),
		[COLUMN_PHONE] = text_differs(known->phone, file->phone),
	};
	uint32_t columns = 0;

	for (uint32_t i = 0; i < ROLL_COLUMN__COUNT; i++)
		columns |= (uint32_t)differs[i] << i;
	return columns;
}

bool months_passed(int64_t from, int64_t months, int64_t day)
{
	int64_t year, month, date, year2, month2, date2, full;

	day_to_civil(from, &year, &month, &date);
	day_to_civil(day, &year2, &month2, &date2);
	full = (year2 - year) * 12 + month2 - month;
	return full > months || (full == months && date2 >= date);
}

static enum roll_ground habitual(
	const struct roll_facts *facts, const struct roll_terms *terms, int64_t day)
{
	if (terms->min_residence_months == 0)
		return facts->proof ? GROUND_HABITUAL : GROUND_NO_PROOF;
	if (facts->since == DAY_NONE)
		return GROUND_UNKNOWN_SINCE;
	return months_passed(facts->since, terms->min_residence_months, day)
		       ? GROUND_HABITUAL
		       : GROUND_SHORT_RESIDENCE;
}

static enum roll_ground worker(
	const struct roll_facts *facts, const struct roll_terms *terms, int64_t day)
{
	if (facts->since == DAY_NONE)
		return GROUND_UNKNOWN_SINCE;
	return months_passed(facts->since, terms->min_work_months, day) ? GROUND_WORKER
									: GROUND_SHORT_WORK;
}

enum roll_ground roll_eligibility(
	const struct roll_facts *facts, const struct roll_terms *terms, int64_t day)
{
	static const enum roll_ground barred[] = {
		[STANDING_WAIVED] = GROUND_WAIVED,
		[STANDING_ELSEWHERE] = GROUND_ELSEWHERE,
		[STANDING_DEPRIVED] = GROUND_DEPRIVED,
		[STANDING_LEFT_OFF] = GROUND_LEFT_OFF,
	};

	if (!months_passed(facts->born, terms->voting_age * 12, day))
		return GROUND_UNDER_AGE;
	if (facts->standing != STANDING_NORMAL)
		return barred[facts->standing];
	if (facts->kind == KIND_HABITUAL)
		return habitual(facts, terms, day);
	if (facts->kind == KIND_WORKER)
		return worker(facts, terms, day);
	return GROUND_REGISTERED;
}
