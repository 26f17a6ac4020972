"""The fixed words of the sheet on top of what is posted, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from dsr.cases.letters.words import Words

CONFIDENTIAL = "親展"

PAPER_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "reference": Words("受付番号", "Reference"),
        "title": Words("書類のご送付", "What we send you"),
        "opening": Words(
            "{arrived}に到達したご請求（受付番号 {reference}）に対する回答を、"
            "次のとおりお送りいたします。",
            "Enclosed is our answer to your request {reference}, which reached us on {arrived}.",
        ),
        "enclosed": Words("同封したもの", "Enclosed"),
        "item": Words("内容", "What it is"),
        "pages": Words("数量", "Quantity"),
        "count": Words("{:,}ページ", "{:,} pages"),
        "letter": Words("ご回答の書面", "Letter of our answer"),
        "letter_en": Words("ご回答の書面（英語の参考訳）", "Courtesy translation of the letter"),
        "index": Words("目次とデータ", "Index and data"),
        "volume": Words("データ（第{:,}分冊）", "Data (volume {:,})"),
        "bound": Words("第{:,}分冊", "Volume {:,}"),
        "care": Words(
            "この書類には個人情報が含まれています。保管と廃棄にご注意ください。",
            "These papers hold personal data. Please keep them safe and destroy them carefully.",
        ),
        "follows": Words(
            "ここには{count:,}件のうち{shown:,}件を記載しています。すべての内容は、後に続く分冊の"
            "ページに記載しています。",
            "Listed here: {shown:,} of {count:,} records. All of them follow on later pages.",
        ),
        "medium": Words("記録媒体（{name}）", "Storage medium ({name})"),
        "one": Words("1点", "1"),
        "stray": Words(
            "この書類には個人情報が含まれています。宛名の方以外に届いた場合は、"
            "お手数ですが、ご覧にならずに次の連絡先までお知らせください。",
            "This mail holds personal data. If it reached somebody else than the person addressed, "
            "please do not read it and tell us.",
        ),
        "steps": Words("データの開き方", "How to open the data"),
        "step_page": Words(
            "ご請求のページにサインインし、「回答」を開きます。",
            "Sign in to the page of your request and open our answer.",
        ),
        "step_code": Words(
            "確認コードを受け取って入力すると、パスワードが表示されます。"
            "パスワードは、この郵便には同封しておりません。",
            "Ask for a code and enter it: the password is shown. It is nowhere in this mail.",
        ),
        "step_unpack": Words(
            "記録媒体のファイル「{name}」を、AES-256で暗号化されたZIPに対応した"
            "解凍ソフトウェアで開き、パスワードを入力します。",
            "Open the file {name} on the medium with a program that unpacks ZIP files encrypted "
            "with AES-256, and enter the password.",
        ),
        "step_index": Words(
            "中のZIPファイルを展開し、index.html をブラウザーで開きます。",
            "Unpack the ZIP file inside and open index.html in a browser.",
        ),
        "checks": Words("届いたファイルの確認", "Checking the file"),
        "checks_text": Words(
            "ファイルのSHA-256ハッシュ値が次の値と一致すれば、途中で変わっていないことが"
            "わかります。",
            "If the SHA-256 hash of a file equals the one below, it has not changed on its way.",
        ),
    }
)  # fmt: skip
