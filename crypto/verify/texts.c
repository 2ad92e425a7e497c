/* See texts.h. One line a text; the tokens are part of the JSON report and never change. */
#include "crypto/verify/texts.h"

/* clang-format off */
const struct text check_texts[] = {
	[VERIFY_ARCHIVE] = {"archive", {"档案的格式、哈希链和事件顺序", "Archive: form, hash chain, order of events"}},
	[VERIFY_FINGERPRINT] = {"fingerprint", {"与公布的指纹一致", "Published fingerprint"}},
	[VERIFY_ELECTION] = {"election", {"选举文件", "Election document"}},
	[VERIFY_CREDENTIALS] = {"credentials", {"投票凭证名单及权重", "Credential list and weights"}},
	[VERIFY_TRUSTEES] = {"trustees", {"监票密钥持有人的证明和签名", "Trustees' proofs and signatures"}},
	[VERIFY_SETUP] = {"setup", {"选举设置与三份文件一致，公钥出自密钥持有人", "Set-up names these documents; the key is the trustees'"}},
	[VERIFY_BINDING] = {"binding", {"选举文件锁定凭证名单（权重）", "Election document binds the credential list (weights)"}},
	[VERIFY_BALLOTS] = {"ballots", {"每张选票：不重复、格式唯一、凭证在册、签名和证明成立", "Every ballot: once, canonical, listed credential, signature, proofs"}},
	[VERIFY_TALLY] = {"tally", {"加密合计由选票逐字节重算一致，票数和权重相符", "Encrypted tally recomputed byte for byte, with its totals"}},
	[VERIFY_DECRYPTIONS] = {"decryptions", {"每份部分解密的归属和证明", "Every partial decryption: owner and proofs"}},
	[VERIFY_RESULT] = {"result", {"结果与解密一致", "Result follows from the decryptions"}},
};

const struct text outcome_texts[] = {
	[VERIFY_HOLDS] = {"holds", {"通过  ", "ok    "}},
	[VERIFY_FAILS] = {"fails", {"不通过", "FAILS "}},
	[VERIFY_ABSENT] = {"absent", {"未绑定", "none  "}},
	[VERIFY_NOT_YET] = {"not-yet", {"未到  ", "later "}},
	[VERIFY_NOT_ASKED] = {"not-asked", {"未要求", "-     "}},
	[VERIFY_NOT_CHECKED] = {"not-checked", {"未核验", "?     "}},
};

const struct text verdict_texts[] = {
	[AUDIT_HOLDS] = {"holds", {"结论：以上各项全部成立。", "Verdict: everything above holds."}},
	[AUDIT_FAILS] = {"fails", {"结论：有不成立的项目，这份档案不可采信。", "Verdict: a check fails; do not rely on this archive."}},
	[AUDIT_UNSUPPORTED] = {"unsupported", {"结论：无法核验——不是 .bel 档案，或使用了本程序不计算的群或题型。", "Verdict: cannot be checked - no .bel archive, or a group or question type that this program does not count."}},
};

const struct text stage_texts[] = {
	[ARCHIVE_SETUP] = {"Setup", {"已设置，尚无选票", "set up, no ballots yet"}},
	[ARCHIVE_BALLOT] = {"Ballot", {"正在投票", "voting"}},
	[ARCHIVE_END_BALLOTS] = {"EndBallots", {"投票截止，尚未合计", "voting closed, not tallied yet"}},
	[ARCHIVE_ENCRYPTED_TALLY] = {"EncryptedTally", {"已加密合计，尚未解密", "tallied, not decrypted yet"}},
	[ARCHIVE_PARTIAL_DECRYPTION] = {"PartialDecryption", {"正在解密", "being decrypted"}},
	[ARCHIVE_RESULT] = {"Result", {"已有结果", "complete, with the result"}},
};

const struct text reason_texts[] = {
	[ARCHIVE_NOT_AN_ARCHIVE] = {"not-an-archive", {"不是 .bel 档案", "this is no .bel archive"}},
	[ARCHIVE_TRUNCATED] = {"truncated", {"文件在这个成员中间断了", "the file ends inside this member"}},
	[ARCHIVE_HEADER] = {"header", {"文件头不是本格式会写出的", "the header is not one that this format writes"}},
	[ARCHIVE_SIZE] = {"size", {"成员为空或过大", "the member is empty or too large"}},
	[ARCHIVE_PADDING] = {"padding", {"内容之后有多余的字节", "there are bytes after the content"}},
	[ARCHIVE_NAME] = {"name", {"名称不是内容的哈希：内容或名称被改动", "the name is not the hash of the content: one of them was changed"}},
	[ARCHIVE_PREFACE] = {"preface", {"档案开头不是版本 1 加时间戳", "the beginning is not version 1 and a timestamp"}},
	[ARCHIVE_PARENT] = {"parent", {"事件没有接在前一事件之后", "the event does not name the one before it"}},
	[ARCHIVE_HEIGHT] = {"height", {"事件序号不连续", "the event has the wrong number"}},
	[ARCHIVE_EVENT_TYPE] = {"event-type", {"没有这种事件", "there is no such type of event"}},
	[ARCHIVE_SHUFFLE] = {"shuffle", {"含混洗事件：本程序不计算这种题型", "a shuffle: this program does not count such questions"}},
	[ARCHIVE_PAYLOAD] = {"payload", {"事件没有指向它的最后一条记录", "the event does not name its last record"}},
	[ARCHIVE_ORDER] = {"order", {"事件顺序不合规则", "this event may not come here"}},
	[ARCHIVE_RECORDS] = {"records", {"事件的记录多了或少了", "the event has too many or too few records"}},
	[ARCHIVE_DANGLING] = {"dangling", {"文件末尾没有事件", "the file does not end with an event"}},
	[VERIFY_UNSUPPORTED_VERSION] = {"unsupported-version", {"协议版本不是 1", "the protocol version is not 1"}},
	[VERIFY_UNSUPPORTED_GROUP] = {"unsupported-group", {"所用的群不是 Ed25519", "the group is not Ed25519"}},
	[VERIFY_UNSUPPORTED_QUESTION] = {"unsupported-question", {"有本程序不计算的题型", "a question is of a type that this program does not count"}},
	[VERIFY_FINGERPRINT_FORM] = {"fingerprint-form", {"给出的指纹不是 64 位小写十六进制", "the fingerprint given is not 64 lower-case hexadecimal digits"}},
	[VERIFY_FINGERPRINT_EARLIER] = {"fingerprint-earlier", {"给出的指纹属于较早的事件：此后档案又增加了内容", "the fingerprint given is that of an earlier event: the archive has grown since"}},
	[VERIFY_FINGERPRINT_OTHER] = {"fingerprint-other", {"给出的指纹不是这份档案的", "the fingerprint given is not that of this archive"}},
	[VERIFY_ELECTION_FORM] = {"election-form", {"选举文件不合格式", "the election document is not in its form"}},
	[VERIFY_CREDENTIALS_FORM] = {"credentials-form", {"凭证名单不合格式、有重复或无效", "the credential list is not in its form, repeats itself or holds an invalid key"}},
	[VERIFY_TRUSTEES_FORM] = {"trustees-form", {"密钥持有人文件不合格式", "the trustees' document is not in its form"}},
	[VERIFY_TRUSTEES_PROOF] = {"trustees-proof", {"密钥持有人的证明或签名不成立", "a trustee's proof or signature does not hold"}},
	[VERIFY_SETUP_FORM] = {"setup-form", {"设置记录不合格式", "the set-up record is not in its form"}},
	[VERIFY_SETUP_OTHER] = {"setup-other", {"设置记录指向别的文件", "the set-up record names other documents"}},
	[VERIFY_KEY_OTHER] = {"key-other", {"选举公钥不是这些持有人的公钥", "the election's key is not the key of these trustees"}},
	[VERIFY_BINDING_FORM] = {"binding-form", {"说明末行的 gongyi: 不合格式", "the description's line gongyi: is not in its form"}},
	[VERIFY_BINDING_OTHER] = {"binding-other", {"选举文件锁定的是另一份凭证名单（权重被换）", "the election binds another credential list (other weights)"}},
	[VERIFY_BALLOT_FORM] = {"ballot-form", {"选票不合格式，或属于另一场选举", "the ballot is not in its form, or belongs to another election"}},
	[VERIFY_BALLOT_UNLISTED] = {"ballot-unlisted", {"选票的凭证不在名单上", "the ballot's credential is not on the list"}},
	[VERIFY_BALLOT_PROOF] = {"ballot-proof", {"选票的签名或证明不成立", "the ballot's signature or a proof does not hold"}},
	[VERIFY_BALLOT_REPEATED] = {"ballot-repeated", {"同一张选票出现了两次", "the very same ballot is here twice"}},
	[VERIFY_SIZED_FORM] = {"sized-form", {"合计记录不合格式", "the record of the tally is not in its form"}},
	[VERIFY_SIZED_OTHER] = {"sized-other", {"合计记录指向别的加密合计", "the record names another encrypted tally"}},
	[VERIFY_TALLY_OTHER] = {"tally-other", {"加密合计不是这些选票的合计", "the encrypted tally is not that of these ballots"}},
	[VERIFY_NUM_TALLIED] = {"num-tallied", {"计入的票数不对", "the number of tallied ballots is wrong"}},
	[VERIFY_TOTAL_WEIGHT] = {"total-weight", {"计入的权重不对", "the total weight is wrong"}},
	[VERIFY_OWNED_FORM] = {"owned-form", {"部分解密的归属记录不合格式", "the record of the decryption's owner is not in its form"}},
	[VERIFY_OWNED_OTHER] = {"owned-other", {"归属记录指向别的部分解密", "the record names another partial decryption"}},
	[VERIFY_OWNER_UNKNOWN] = {"owner-unknown", {"没有这个编号的密钥持有人", "there is no trustee of this number"}},
	[VERIFY_OWNER_REPEATED] = {"owner-repeated", {"同一密钥持有人解密了两次", "the same trustee decrypted twice"}},
	[VERIFY_DECRYPTION_FORM] = {"decryption-form", {"部分解密不合格式", "the partial decryption is not in its form"}},
	[VERIFY_DECRYPTION_PROOF] = {"decryption-proof", {"部分解密的证明不成立", "a proof of the partial decryption does not hold"}},
	[VERIFY_DECRYPTION_MISSING] = {"decryption-missing", {"解密的持有人不够", "too few trustees decrypted"}},
	[VERIFY_RESULT_FORM] = {"result-form", {"结果记录不合格式", "the result is not in its form"}},
	[VERIFY_RESULT_OTHER] = {"result-other", {"结果不是解密得出的数字", "the result is not what the decryptions give"}},
};

const struct text label_texts[] = {
	[LABEL_TITLE] = {"title", {"共议核验报告", "Gongyi verification report"}},
	[LABEL_ELECTION] = {"election", {"选举　{0}（{1}）", "Election      {0} ({1})"}},
	[LABEL_STAGE] = {"stage", {"阶段　{0}", "Stage         {0}"}},
	[LABEL_LAST_EVENT] = {"last", {"末事件指纹　{0}", "Last event    {0}"}},
	[LABEL_FILE] = {"file", {"文件 SHA-256　{0}", "File SHA-256  {0}"}},
	[LABEL_HASH] = {"hash", {"选举指纹　{0}", "Election hash {0}"}},
	[LABEL_LIST] = {"list", {"凭证 {0} 个，权重合计 {1}", "Credentials   {0}, total weight {1}"}},
	[LABEL_BALLOTS] = {"ballots", {"收到选票 {0} 张", "Ballots       {0}"}},
	[LABEL_TALLIED] = {"tallied", {"计入 {0} 张，权重 {1}（每人只计最后一张）", "Counted       {0}, weight {1} (the last of each voter)"}},
	[LABEL_TRUSTEES] = {"trustees", {"密钥持有人 {0} 名，已解密 {1} 名", "Trustees      {0}, decrypted {1}"}},
	[LABEL_BOUND] = {"bound", {"权重已锁定；名册指纹 {0}，规则 {1}", "Weights bound; roll {0}, rules {1}"}},
	[LABEL_UNBOUND] = {"unbound", {"权重未锁定：请另行核对凭证名单与名册", "Weights not bound: compare the credential list with the register yourself"}},
	[LABEL_CHECKS] = {"checks", {"核验项目", "Checks"}},
	[LABEL_RESULT] = {"result", {"得票", "Votes"}},
	[LABEL_BLANK] = {"blank", {"（空白票）", "(blank)"}},
	[LABEL_PLACE] = {"place", {"第 {0} 个成员 {1}：{2}", "member {0} {1}: {2}"}},
	[LABEL_OMITTED] = {"omitted", {"另有 {0} 处未列出", "{0} more are not listed"}},
};
/* clang-format on */
