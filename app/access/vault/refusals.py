"""What the vault refuses, in sentences that say what to do."""

from __future__ import annotations

from app.access.vocabulary import Label


class VaultRefused(Exception):
    """The vault does not do this; `label` tells the person why and what to do."""

    def __init__(self, label: Label) -> None:
        super().__init__(label.zh)
        self.label = label


NO_KEYS = Label(
    "您还没有心理室密钥，请先生成。", "You have no keys of the counseling room yet; make them first."
)
HAS_KEYS = Label(
    "您已有心理室密钥。忘记口令时，请由同事重新加入或使用恢复码。",
    "You have keys already. If the passphrase is lost, ask a colleague or use the recovery codes.",
)
WRONG_PASSPHRASE = Label(
    "口令不对，请检查每个词的拼音。", "The passphrase is wrong; look at the pinyin of each word."
)
NOT_OF_WORDS = Label(
    "请使用系统生成的五个词的口令。", "Use the passphrase of five words that the program made."
)
NOT_TYPED_BACK = Label(
    "输入的口令与生成的不一致，请抄好后再输入一次。",
    "It differs from the one that was made; copy it and type it again.",
)
NOT_ADMITTED = Label(
    "您的密钥还没有被加入本校心理室，请联系已开启心理室的同事核对四个词后加入。",
    "Your keys were not let in yet; ask a colleague whose room is open to compare the four words.",
)
ALREADY_ADMITTED = Label("这位老师已经加入心理室。", "This colleague was let in already.")
NOT_A_COUNSELOR = Label(
    "该账号不是本校已确认的心理教师，不能加入心理室。",
    "This account is not a confirmed counselor of the school.",
)
OTHER_FINGERPRINT = Label(
    "密钥的四个词与页面打开时不同，请重新核对。",
    "The four words changed since the page was opened; compare again.",
)
KEY_EXCHANGED = Label(
    "心理室成员的密钥与名单不符，可能被人替换。请停止使用，立即报告校长并联系技术支持。",
    "A member's key differs from the list: it may have been exchanged. Stop, and tell the principal at once.",
)
NO_RECUSAL = Label(
    "请先登记回避并写明由这位同事代班，再交代班钥匙。",
    "Write down the recusal and who covers first, then lend the keys.",
)
NO_ROOM = Label(
    "本校心理教师还没有启用心理室，暂时不能写转介。请当面告诉心理教师。",
    "The counselors have not opened their room yet. Please tell them in person.",
)
NOT_HELD = Label("您没有这一个案的钥匙。", "You do not hold the key of this case.")
BAD_CODE = Label(
    "第 {number} 张恢复码抄写有误，请对照原件重新输入。",
    "Code {number} was mistyped; compare it with the paper.",
)
CODES_DO_NOT_OPEN = Label(
    "两张恢复码不能打开心理室，请确认是本校最新的恢复码。",
    "The codes open nothing; are they the school's newest ones?",
)
NO_SUCH_CASE = Label(
    "没有这名学生的个案。请核对姓名；如果个案由别的学校建立，请联系那所学校。",
    "There is no case of a child of this name; look at the name again.",
)
NO_REASON = Label(
    "请写明为什么必须现在打开，至少十个字。", "Say why it has to be opened now, in ten characters at least."
)
TWO_CODES = Label("请输入两张恢复码。", "Two codes are needed.")
