"""The positions that act in the exit mechanism; leaves out the people who hold them."""

from __future__ import annotations

from enum import StrEnum

from tuopin.rulebook.text import Text


class Position(StrEnum):
    """A position that acts under the regulation (岗位)."""

    VILLAGE_COMMITTEES = "village_committees"  # 村“两委”
    RESIDENT_WORK_TEAM = "resident_work_team"  # 驻村工作队
    TOWNSHIP_OFFICE = "township_office"  # 乡镇扶贫办
    TOWNSHIP_EXAMINER = "township_examiner"  # 乡镇核查工作组
    COUNTY_OFFICE = "county_office"  # 县领导小组办公室
    COUNTY_LEADING_GROUP = "county_leading_group"  # 县脱贫攻坚领导小组
    DEPARTMENT = "department"  # 行业部门
    CITY_OFFICE = "city_office"  # 市领导小组办公室
    PROVINCE_OFFICE = "province_office"  # 省领导小组办公室
    SUPERVISION = "supervision"  # 督查
    ADMINISTRATOR = "administrator"  # 系统管理员
    PORTAL = "portal"  # 群众门户: takes in what villagers say, with nobody at it

    @property
    def label(self) -> Text:
        """Return the position's name as people know it."""
        return _LABELS[self]


_LABELS = {
    Position.VILLAGE_COMMITTEES: Text("村“两委”", "village committees"),
    Position.RESIDENT_WORK_TEAM: Text("驻村工作队", "resident work team"),
    Position.TOWNSHIP_OFFICE: Text("乡镇扶贫办", "township office"),
    Position.TOWNSHIP_EXAMINER: Text("乡镇核查工作组", "township examiner"),
    Position.COUNTY_OFFICE: Text("县领导小组办公室", "county office"),
    Position.COUNTY_LEADING_GROUP: Text("县脱贫攻坚领导小组", "county leading group"),
    Position.DEPARTMENT: Text("行业部门", "line department"),
    Position.CITY_OFFICE: Text("市领导小组办公室", "city office"),
    Position.PROVINCE_OFFICE: Text("省领导小组办公室", "province office"),
    Position.SUPERVISION: Text("督查人员", "supervision"),
    Position.ADMINISTRATOR: Text("系统管理员", "administrator"),
    Position.PORTAL: Text("群众门户", "public portal"),
}
