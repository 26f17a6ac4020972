"""What people do for a living, what they carry, what they read and what they write to the desk."""

from typing import NamedTuple


class Device(NamedTuple):
    """`identifier` is the kind of advertising identifier it has, "" for none."""

    model: str
    platform: str
    system: str
    identifier: str
    user_agent: str


class Letter(NamedTuple):
    """An inquiry and the desk's answer; {other}, {phone} and {shop} name somebody else."""

    subject: str
    body: str
    answer: str


_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
_ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; {}) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Mobile Safari/537.36"
)
_WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Safari/537.36"
)

DEVICES = (
    Device("iPhone 16", "iOS", "iOS 18.5", "IDFA", _IPHONE),
    Device("iPhone SE", "iOS", "iOS 18.5", "IDFA", _IPHONE),
    Device("iPhone 14", "iOS", "iOS 17.7", "IDFA", _IPHONE.replace("18_5", "17_7")),
    Device("Pixel 9", "Android", "Android 15", "ADID", _ANDROID.format("Pixel 9")),
    Device("AQUOS sense9", "Android", "Android 15", "ADID", _ANDROID.format("SH-M29")),
    Device("Xperia 10 VI", "Android", "Android 15", "ADID", _ANDROID.format("XQ-ES44")),
    Device("Windows PC", "Web", "Windows 11", "", _WINDOWS),
)

OCCUPATIONS = ("会社員", "会社員", "会社員", "公務員", "自営業", "パート・アルバイト", "主婦・主夫",
               "医療従事者", "教員", "会社役員", "無職")  # fmt: skip
EMPLOYED = frozenset({"会社員", "公務員", "医療従事者", "教員", "会社役員"})
TITLES = ("部長", "課長", "係長", "主任", None, None, None, None)
WORKPLACES = {
    "会社員": ("さくら商事株式会社", "株式会社あおば製作所", "有限会社みどり工務店",
              "株式会社ほしぞらシステムズ", "東西運輸株式会社", "株式会社こもれびフーズ"),
    "公務員": ("あさひ市役所", "県立図書館", "みなと区役所"),
    "医療従事者": ("ひだまり総合病院", "つばさ歯科クリニック", "あおぞら薬局"),
    "教員": ("若葉小学校", "県立富士見高等学校", "ひばり大学"),
    "会社役員": ("株式会社すみれ堂", "合同会社クローバー", "北斗ホールディングス株式会社"),
}  # fmt: skip

REFERRERS = (
    None,
    None,
    "https://search.example/results?q=milly",
    "https://news.example/lifestyle",
    "https://social.example/t/3kq9",
    "https://mail.example/inbox",
    "https://milly.example/",
)
PATHS = ("/", "/mypage", "/articles/1203", "/articles/1187", "/articles/988", "/events/summer",
         "/search?q=%E6%8A%B9%E8%8C%B6", "/search?q=%E8%BB%A2%E8%81%B7", "/help", "/settings",
         "/coupons", "/login")  # fmt: skip

LETTERS = (
    Letter(
        "ログインできません",
        "パスワードを変更したあと、アプリからログインできなくなりました。どうすればよいですか。",
        "ご不便をおかけしております。アプリを最新版にしていただき、新しいパスワードでお試しください。",
    ),
    Letter(
        "メールの配信を止めたい",
        "お知らせメールが毎日届きます。配信を止める方法を教えてください。",
        "設定の「お知らせ」から、受け取るメールをお選びいただけます。",
    ),
    Letter(
        "クーポンが使えませんでした",
        "{shop}でクーポンを見せたところ、使えないと言われました。担当は{other}さんという方でした。",
        "店舗に確認いたします。ご迷惑をおかけし申し訳ございません。{other}様へも連絡いたしました。",
    ),
    Letter(
        "家族の登録について",
        "夫の{other}も登録したいのですが、同じ電話番号（{phone}）で登録できますか。",
        "電話番号は、お一人につき一つの登録となります。別の番号でご登録をお願いいたします。",
    ),
    Letter(
        "姓が変わりました",
        "結婚して姓が変わりました。登録名を変更する手続きを教えてください。",
        "会員ページの「登録情報の変更」から変更していただけます。",
    ),
    Letter(
        "イベントの問い合わせ",
        "友人の{other}（{phone}）と二人で参加したいです。二人分の申し込みはできますか。",
        "お二人分のお申し込みを承りました。{other}様には受付番号を別途ご案内いたします。",
    ),
    Letter(
        "位置情報について",
        "近くのお店の表示がずれています。位置情報の利用を一度止めることはできますか。",
        "設定の「位置情報」をオフにしていただくと、すぐに止まります。",
    ),
    Letter(
        "ほかの会員の書き込みについて",
        "{other}という会員から、しつこくメッセージが届いて困っています。対応をお願いします。",
        "規約に沿って確認いたします。調査の内容は、関係する方の情報を含むためお答えできません。",
    ),
    Letter(
        "請求の内容",
        "先月の利用分に覚えのない記録があります。家族が使ったのかもしれません。",
        "利用の記録を確認し、別途ご案内いたします。",
    ),
    Letter(
        "アプリが重いです",
        "最近アプリの動きが遅いです。古い端末だからでしょうか。",
        "最新版で改善しております。お手数ですが更新をお願いいたします。",
    ),
    Letter(
        "母の代わりに問い合わせます",
        "母の{other}が操作に困っています。母の登録番号が分からないのですが、調べられますか。",
        "ご本人の情報は、ご本人か、代理の権限を確認できた方にのみお伝えしております。",
    ),
    Letter(
        "退会の方法",
        "しばらく使っていないので退会したいです。登録した情報はいつ消えますか。",
        "会員ページから退会していただけます。法令で保存が必要な記録を除き、順次消去いたします。",
    ),
)
SHOPS = ("カフェこもれび本町店", "書店すみれ堂駅前店", "スーパーあさひ栄町店")
