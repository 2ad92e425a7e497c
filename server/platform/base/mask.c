/* Names are cut by code point; the table holds the surnames of two characters. */
#include "base/mask.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/encoding.h"
#include "base/text.h"

static const char *const compound_surnames[] = {
	"欧阳",
	"太史",
	"端木",
	"上官",
	"司马",
	"东方",
	"独孤",
	"南宫",
	"万俟",
	"闻人",
	"夏侯",
	"诸葛",
	"尉迟",
	"公羊",
	"赫连",
	"澹台",
	"皇甫",
	"宗政",
	"濮阳",
	"公冶",
	"太叔",
	"申屠",
	"公孙",
	"慕容",
	"仲孙",
	"钟离",
	"长孙",
	"宇文",
	"司徒",
	"鲜于",
	"司空",
	"闾丘",
	"子车",
	"亓官",
	"司寇",
	"巫马",
	"公西",
	"颛孙",
	"壤驷",
	"公良",
	"漆雕",
	"乐正",
	"宰父",
	"谷梁",
	"拓跋",
	"夹谷",
	"轩辕",
	"令狐",
	"段干",
	"百里",
	"呼延",
	"东郭",
	"南门",
	"羊舌",
	"微生",
	"梁丘",
	"左丘",
	"西门",
	"第五",
	"南荣",
	"东里",
	"仲长",
	"即墨",
	"达奚",
	"褚师",
	"纳兰",
	"完颜",
	"歐陽",
	"司馬",
	"東方",
	"南宮",
	"諸葛",
	"尉遲",
	"赫連",
	"鐘離",
	"長孫",
	"公孫",
	"鮮于",
	"軒轅",
	"聞人",
};

/* Names of this many characters and more are not Han names of the usual build. */
enum { HAN_NAME_MAX = 6 };

static bool has_compound_surname(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(compound_surnames); i++)
		if (strncmp(name, compound_surnames[i], strlen(compound_surnames[i])) == 0)
			return true;
	return false;
}

static bool is_han_name(const char *name)
{
	size_t n = 0;

	for (uint32_t c; (c = utf8_next(&name)); n++)
		if (!text_is_han(c))
			return false;
	return n < HAN_NAME_MAX;
}

void mask_name(const char *name, char ret_text[MASK_SIZE])
{
	bool han = is_han_name(name);
	size_t length = utf8_length(name);
	size_t shown = length > 1;
	size_t stars;
	const char *end = name;

	if (han && length > 2 && has_compound_surname(name))
		shown = 2;
	stars = han && length - shown < 2 ? length - shown : 2;
	for (size_t i = 0; i < shown; i++)
		utf8_next(&end);
	snprintf(ret_text, MASK_SIZE, "%.*s%.*s", (int)(end - name), name, (int)stars, "**");
}

void mask_number(const char *number, char ret_text[MASK_SIZE])
{
	size_t length = utf8_length(number);
	size_t hidden = length < 8 ? length : length - 4;

	for (size_t i = 0; i < hidden; i++)
		utf8_next(&number);
	snprintf(ret_text, MASK_SIZE, "****%s", number);
}
