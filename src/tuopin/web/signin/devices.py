"""A browser's own description in words that its owner recognises."""

from __future__ import annotations

from tuopin.rulebook.text import Text

# In this order: nearly every browser also calls itself Chrome and Safari.
BROWSERS = (
    ("MicroMessenger", Text("微信", "WeChat")),
    ("HuaweiBrowser", Text("华为浏览器", "Huawei browser")),
    ("MiuiBrowser", Text("小米浏览器", "Mi browser")),
    ("QQBrowser", Text("QQ浏览器", "QQ browser")),
    ("UCBrowser", Text("UC浏览器", "UC browser")),
    ("Edg", Text("Edge浏览器", "Edge")),
    ("Firefox", Text("火狐浏览器", "Firefox")),
    ("Chrome", Text("Chrome类浏览器", "Chrome or alike")),
    ("Safari", Text("Safari浏览器", "Safari")),
)
SYSTEMS = (
    ("HarmonyOS", Text("鸿蒙设备", "HarmonyOS device")),
    ("OpenHarmony", Text("鸿蒙设备", "HarmonyOS device")),
    ("Android", Text("安卓手机或平板", "Android phone or tablet")),
    ("iPhone", Text("苹果手机", "iPhone")),
    ("iPad", Text("苹果平板", "iPad")),
    ("Windows", Text("Windows电脑", "Windows computer")),
    ("Macintosh", Text("苹果电脑", "Mac")),
    ("Linux", Text("Linux电脑(含统信、麒麟)", "Linux computer")),
)
UNKNOWN = Text("没有说明的设备", "a device that does not say what it is")


def device_in_words(user_agent: str) -> Text:
    """Return on what, and in which browser, somebody is signed in."""
    named = [
        next((text for mark, text in known if mark in user_agent), None)
        for known in (SYSTEMS, BROWSERS)
    ]
    said = [text for text in named if text is not None]
    if not said:
        return UNKNOWN
    return Text(
        "、".join(text.zh for text in said), ", ".join(text.en for text in said)
    )
