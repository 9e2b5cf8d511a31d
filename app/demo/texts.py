"""What the demo's teachers wrote: sentences put together so that hardly two records read the same."""

from __future__ import annotations

import random

from app.models.care.contact_record import Topic

_TALKS = (
    "说起这一周的学习，数学单元测验比上次好；讲到同桌时笑了起来。",
    "谈了晚上几点睡觉，作业在哪里写，答应先写作业再看电视。",
    "问起周末在家做什么，帮奶奶喂鸡、洗碗，还读完了一本故事书。",
    "聊到父母来电话的事，说爸爸答应春节一定回来。",
    "讲了课间和同学闹别扭的经过，愿意主动去道歉。",
    "说到身体，前几天有点咳嗽，已经好了，提醒多穿衣服。",
    "谈起最喜欢的课是体育，想参加跑步队。",
    "听写错得多有些着急，一起订了每天十个词的小计划。",
    "问了上学路上的情况，几个孩子结伴走，过桥时会等大家。",
    "说到字写得比上月工整，给他看了前后的作业本，很高兴。",
    "谈了和弟弟妹妹怎么相处，觉得自己像个小大人。",
    "讲起昨天的班会，愿意担任小组长试一试。",
)
_MOODS = (
    "情绪平稳。",
    "今天话比平时多。",
    "开始有些沉默，后来慢慢放松。",
    "精神很好。",
    "有一点想家。",
    "很有信心。",
)
_ENDS = (
    "约好下周再聊。",
    "送了一本课外书。",
    "提醒天冷加衣。",
    "鼓励他多举手发言。",
    "记下了他的小愿望。",
    "请学习帮手多带一带。",
)
_CALLS = (
    "向家长说了近期的学习和表现，家长表示放心。",
    "家长问起成绩和身体，约定每周给孩子打电话。",
    "商量了寒暑假孩子的去处，家长准备请假回来几天。",
    "提醒家长多听孩子说，少只问成绩。",
    "家长说工地忙，答应晚上固定时间视频。",
    "告诉家长孩子当上了值日组长，家长很高兴。",
)
_VISITS = (
    "到家里坐了一会儿，看了写作业的地方，光线偏暗，建议换灯泡。",
    "监护人身体尚好，孩子放学后能按时回家；谈了用电和防溺水。",
    "看了孩子的房间，收拾得整齐；请监护人晚上督促早睡。",
    "监护人说作业辅导不了，约定由学习帮手和老师补上。",
    "路上走了四十分钟，孩子在门口等；谈了和父母联系的情况。",
    "提醒监护人保管好农药和电器，核对了联系电话。",
)
_GUARDIAN = (
    "电话里问了孩子在家的情况，监护人说吃饭睡觉都好。",
    "请监护人来校开会，交接了近期作业情况。",
    "监护人反映孩子看手机时间长，商量了约定。",
)
_FAMILY = (
    "孩子和父母说了学校的事。",
    "父母叮嘱注意安全，孩子唱了新学的歌。",
    "说到考试，父母鼓励了孩子。",
    "聊了十几分钟，孩子很开心。",
)
_DIFFICULTIES = (
    "作业没有人辅导。",
    "监护人年纪大，听不清电话。",
    "孩子不愿多谈家里的事。",
    "父母电话常常打不通。",
)
_ACTIONS = (
    "安排学习帮手放学后一起写作业。",
    "请班主任留意，下周再看。",
    "约定固定的通话时间。",
    "下次上门时再核对。",
)
#: What a careless teacher writes week after week.
CARELESS = "谈心一次，情况良好。"

_TOPICS = (Topic.STUDY, Topic.LIFE, Topic.MOOD, Topic.FRIENDS, Topic.BODY, Topic.SAFETY, Topic.FAMILY)


def talk(chance: random.Random) -> str:
    return chance.choice(_TALKS) + chance.choice(_MOODS) + chance.choice(_ENDS)


def call(chance: random.Random) -> str:
    return chance.choice(_CALLS)


def visit(chance: random.Random) -> str:
    return chance.choice(_VISITS)


def with_guardian(chance: random.Random) -> str:
    return chance.choice(_GUARDIAN)


def of_family(chance: random.Random) -> str:
    return chance.choice(_FAMILY)


def trouble(chance: random.Random) -> tuple[str, str]:
    """A difficulty, and what was done about it."""
    return chance.choice(_DIFFICULTIES), chance.choice(_ACTIONS)


def topics(chance: random.Random) -> frozenset[Topic]:
    return frozenset(chance.sample(_TOPICS, chance.randrange(1, 4)))
