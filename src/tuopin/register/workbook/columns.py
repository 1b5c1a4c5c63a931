"""The sheets and columns of the register workbook, and what is right in each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tuopin.register import domain
from tuopin.rulebook.text import Text


class Sheet(StrEnum):
    """The four sheets."""

    HOUSEHOLDS = "贫困户"
    MEMBERS = "家庭成员"
    SURVEYS = "入户调查"
    VILLAGES = "贫困村"


class Form(StrEnum):
    """How a cell is written."""

    KEY = "key"  # digits and letters that name a row
    DIVISION = "division"  # 12 digits
    NAME = "name"
    TEXT = "text"
    WORD = "word"  # one of a closed list
    LISTED = "listed"  # one of a list to which offices add words of their own
    YES_NO = "yes_no"
    GRADE = "grade"  # one capital letter of a list
    MONEY = "money"
    NUMBER = "number"
    COUNT = "count"
    MONTHS = "months"
    YEAR = "year"
    DATE = "date"
    PHONE = "phone"
    ACCOUNT = "account"
    ID_NUMBER = "id_number"


NUMERIC = (Form.MONEY, Form.NUMBER, Form.COUNT, Form.MONTHS, Form.YEAR)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the field it fills, how it is written."""

    title: str
    field: str
    form: Form
    en: str
    is_required: bool = False
    words: tuple[str, ...] = ()
    note: str = ""

    @property
    def right(self) -> Text:
        """Say what would be right in this column."""
        if self.words:
            zh, en = "、".join(self.words), ", ".join(self.words)
            return Text(f"填写其中之一：{zh}", f"one of: {en}")
        return RIGHT[self.form]


RIGHT = {
    Form.KEY: Text("编号，只含数字和字母，按文本填写", "digits and letters, as text"),
    Form.DIVISION: Text(
        "本县某村的12位统计用区划代码，按文本填写",
        "the 12-digit code of a village of this county, as text",
    ),
    Form.NAME: Text("姓名，不超过60字", "a name of at most 60 characters"),
    Form.TEXT: Text("文字", "text"),
    Form.YES_NO: Text("是 或 否；不清楚留空", "是 or 否; blank if not known"),
    Form.MONEY: Text(
        "不小于零的金额（元），至多两位小数；不清楚留空",
        "an amount in yuan, not negative, at most two decimals; blank if not known",
    ),
    Form.NUMBER: Text(
        "不小于零的数，至多两位小数；不清楚留空",
        "a figure, not negative, at most two decimals; blank if not known",
    ),
    Form.COUNT: Text(
        "不小于零的整数；不清楚留空", "a whole number, not negative; blank if not known"
    ),
    Form.MONTHS: Text("0到12的整数", "a whole number from 0 to 12"),
    Form.YEAR: Text("四位年份", "a year of four digits"),
    Form.DATE: Text("日期，如 2017-09-05", "a date such as 2017-09-05"),
    Form.PHONE: Text("电话号码，按文本填写", "a phone number, as text"),
    Form.ACCOUNT: Text(
        "银行账号全部数字，按文本填写", "all digits of the bank account, as text"
    ),
    Form.ID_NUMBER: Text(
        "18位公民身份号码（末位为校验码）或20位残疾人证号，按文本填写",
        "an 18-digit identity number with its check digit, or a 20-digit disability"
        " certificate number, as text",
    ),
}

F, S = Form, Sheet


def _yes_no(title: str, field: str, en: str) -> Column:
    return Column(title, field, F.YES_NO, en, words=("是", "否"))


def _water(title: str, field: str, en: str) -> Column:
    return Column(title, field, F.WORD, en, words=domain.WATER_GRADES)


HOUSEHOLD_NUMBER = Column(
    "户编号", "household_number", F.KEY, "household number", True,
    note="每户一个，不重复",
)  # fmt: skip
VILLAGE_CODE = Column(
    "村代码", "village_code", F.DIVISION, "village code", True,
    note="12位统计用区划代码",
)  # fmt: skip
VILLAGE_NAMES = ("村名", "村名称", "行政村", "行政村名称")
"""Titles of a column that may stand beside the code and then has to agree with it."""

# fmt: off
COLUMNS: dict[Sheet, tuple[Column, ...]] = {
    S.HOUSEHOLDS: (
        HOUSEHOLD_NUMBER,
        VILLAGE_CODE,
        Column("村民小组", "group", F.TEXT, "village group"),
        Column("户属性", "kind", F.LISTED, "kind of household", words=domain.KINDS),
        Column("主要致贫原因", "main_cause", F.LISTED, "main cause of poverty",
               words=domain.CAUSES),
        Column("其他致贫原因", "other_causes", F.TEXT, "other causes of poverty"),
        Column("识别年度", "registered_year", F.YEAR, "year of registration"),
        Column("联系电话", "phone", F.PHONE, "phone"),
        Column("开户银行", "bank_name", F.TEXT, "bank"),
        Column("银行账号", "bank_account", F.ACCOUNT, "bank account"),
    ),
    S.MEMBERS: (
        HOUSEHOLD_NUMBER,
        Column("人编号", "number", F.KEY, "member number", True,
               note="每人一个，不重复"),
        Column("姓名", "name", F.NAME, "name", True),
        Column("性别", "gender", F.WORD, "gender", words=domain.GENDERS),
        Column("证件号码", "id_number", F.ID_NUMBER, "identity number",
               note="18位，末位校验"),
        Column("出生日期", "born_on", F.DATE, "date of birth"),
        Column("与户主关系", "relation", F.LISTED, "relation to the head", True,
               words=domain.RELATIONS, note="每户一名户主"),
        Column("民族", "ethnicity", F.TEXT, "ethnicity"),
        Column("文化程度", "education", F.LISTED, "education", words=domain.EDUCATIONS),
        Column("在校生状况", "schooling", F.LISTED, "schooling",
               words=domain.SCHOOLINGS),
        Column("健康状况", "health", F.LISTED, "health", words=domain.HEALTH_STATES),
        Column("劳动技能", "labor", F.WORD, "capacity to work",
               words=domain.LABOR_GRADES),
        Column("务工月数", "months_away", F.MONTHS, "months working away"),
        _yes_no("参加新型农村合作医疗", "insured", "enrolled in the medical scheme"),
        Column("其他医疗保障", "other_insurance", F.TEXT, "other medical scheme",
               note="填写险种名称"),
        _yes_no("失学辍学", "out_of_school", "out of school"),
        Column("失学辍学原因", "out_of_school_cause", F.LISTED,
               "cause of leaving school", words=domain.SCHOOL_LEAVING_CAUSES),
    ),
    S.SURVEYS: (
        HOUSEHOLD_NUMBER,
        Column("调查日期", "surveyed_on", F.DATE, "date of the survey"),
        Column("调查人", "surveyor", F.NAME, "surveyor"),
        Column("调查单位", "organization", F.TEXT, "surveyor's organization"),
        Column("工资性收入", "wage_income", F.MONEY, "wage income"),
        Column("生产经营性收入", "business_income", F.MONEY, "business income"),
        Column("财产性收入", "property_income", F.MONEY, "property income"),
        Column("转移性收入", "transfer_income", F.MONEY, "transfer income"),
        Column("生产经营性支出", "business_expense", F.MONEY, "business expense"),
        Column("稳定增收渠道", "stable_income_source", F.TEXT,
               "stable source of income", note="没有填“无”"),
        _yes_no("吃穿不愁", "food_and_clothing", "assured food and clothing"),
        Column("住房等级", "dwelling_grade", F.GRADE, "grade of the dwelling",
               words=domain.DWELLING_GRADES),
        _water("水质", "water_quality", "water quality"),
        _water("水量", "water_quantity", "water quantity"),
        _water("取水方便程度", "water_access", "ease of fetching water"),
        _water("供水保证率", "water_reliability", "reliability of supply"),
    ),
    S.VILLAGES: (
        VILLAGE_CODE,
        Column("年度", "year", F.YEAR, "year", True),
        Column("农业户籍人口", "rural_residents", F.COUNT, "rural residents"),
        Column("剩余贫困人口", "registered_poor", F.COUNT, "people still poor"),
        Column("建档立卡户数", "registered_households", F.COUNT,
               "registered households"),
        Column("饮水安全户数", "households_with_safe_water", F.COUNT,
               "households with safe water"),
        Column("住房安全户数", "households_with_safe_housing", F.COUNT,
               "households with safe housing"),
        Column("建档立卡人口数", "registered_people", F.COUNT, "registered people"),
        Column("参合人口数", "enrolled_people", F.COUNT, "enrolled people"),
        _yes_no("通沥青水泥路", "paved_road", "paved road"),
        _yes_no("新型农业经营主体", "agribusiness_entity", "agribusiness entity"),
        _yes_no("村卫生室", "village_clinic", "village clinic"),
        _yes_no("综合性文化服务中心", "cultural_center", "cultural center"),
        Column("集体经济收入", "collective_income", F.MONEY, "collective income"),
        Column("填报部门", "reported_by", F.TEXT, "reporting department"),
    ),
}
# fmt: on

ALIASES = {
    "身份证号": "证件号码",
    "身份证号码": "证件号码",
    "公民身份号码": "证件号码",
    "主要致贫原因1": "主要致贫原因",
    "村编码": "村代码",
    "行政村代码": "村代码",
    "参加新农合": "参加新型农村合作医疗",
    "开户行": "开户银行",
}
"""Other titles under which offices hand the same column over."""

REMARKS = "核对说明"
"""How the title of the column begins in which a workbook comes back with remarks."""
