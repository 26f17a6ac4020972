"""The fixed words of a package's index, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from dsr.cases.letters.words import Words

INDEX_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "title": Words("開示する保有個人データ", "Your personal data"),
        "lead": Words(
            "ご請求に基づき、当社が保有する次の個人データを開示いたします。"
            "データの区分ごとに、内容、項目の意味、保管していたシステムを記載しています。",
            "At your request we disclose the following personal data that we hold about you. Each "
            "category shows the data, what each field means and which system held it.",
        ),
        "care": Words(
            "このファイルには個人情報が含まれています。"
            "共用のパソコンに保存しないなど、お取り扱いにご注意ください。",
            "These files hold personal data. Please keep them safe, and do not store them on a "
            "shared computer.",
        ),
        "reference": Words("受付番号", "Reference"),
        "subject": Words("ご本人", "Data subject"),
        "arrived": Words("ご請求の到達日", "Request arrived on"),
        "created": Words("作成日時", "Created"),
        "policy": Words("適用されるプライバシーポリシー", "Privacy policy that applies"),
        "contents": Words("目次", "Contents"),
        "source": Words("保管していたシステム", "Held in"),
        "collected": Words("取得日時", "Collected"),
        "count": Words("件数", "Records"),
        "files": Words("ファイル", "Files"),
        "records": Words("{:,}件", "{:,}"),
        "record": Words("{:,}件目", "Record {:,}"),
        "nothing": Words(
            "この区分のデータは見つかりませんでした。", "No data was found in this category."
        ),
        "fields": Words("項目の説明", "What the fields mean"),
        "field": Words("項目", "Field"),
        "name": Words("データ上の名前", "Name in the data"),
        "meaning": Words("意味", "Meaning"),
        "shown": Words(
            "ここには{count:,}件のうち{shown:,}件を表示しています。"
            "すべての内容は次のファイルに収めています：{files}",
            "Shown here: {shown:,} of {count:,} records. Everything is in: {files}",
        ),
        "shortened": Words(
            "（「…」で終わる長い内容は途中までです。）",
            " (Long contents, ending in “…”, are cut short.)",
        ),
        "excluded": Words("開示していないもの", "What is not disclosed"),
        "excluded_none": Words(
            "開示していないデータはありません。", "Nothing was left out."
        ),
        "category": Words("区分", "Category"),
        "whole": Words("（区分の全部）", "(the whole category)"),
        "ground": Words("根拠", "Ground"),
        "reason": Words("理由", "Reason"),
        "attached": Words("添付ファイル", "Attached files"),
        "attachment": Words("内容", "What it is"),
        "reading": Words("ファイルの見方", "How to read the files"),
        "integrity": Words("改ざんされていないことの確認", "Checking that nothing was changed"),
        "manifest": Words(
            "manifest.json に、すべてのファイルの大きさとSHA-256ハッシュ値を記載しています。"
            "ファイルのハッシュ値が記載と一致すれば、作成後に変更されていないことがわかります。",
            "manifest.json lists the size and SHA-256 hash of every file in here. If the hash you "
            "compute for a file equals the one listed, it has not been changed since.",
        ),
        "none": Words("（値なし）", "(no value)"),
        "empty": Words("（空欄）", "(empty)"),
        "yes": Words("はい", "Yes"),
        "no": Words("いいえ", "No"),
        "contact": Words("お問い合わせ先", "Contact"),
        "clock": Words("{date} {time}（日本時間）", "{date}, {time} (Japan time)"),
        "volume": Words("{label}（第{number:,}分冊）", "{label} (volume {number:,})"),
    }
)  # fmt: skip

READING_HTML = Words(
    "index.html：この目次です。ブラウザーで開きます。インターネットへの接続は必要ありません。",
    "index.html: this page. Open it in a browser; it needs no internet connection.",
)
READING: Mapping[str, Words] = MappingProxyType(
    {
        "PDF": Words(
            "index.pdf：この目次と同じ内容を、印刷できる形にしたものです。",
            "index.pdf: the same as this page, ready to print.",
        ),
        "CSV": Words(
            "data フォルダーの .csv：区分ごとの表です。表計算ソフトで開けます（UTF-8）。"
            "表計算ソフトが計算式として実行しないよう、= + - @ などで始まる文字の前には"
            "「'」（アポストロフィ）を1つ付けています。「'」で始まる内容は、先頭の1つを除いたものが"
            "実際の内容です。",
            ".csv in the folder data: one table per category, for spreadsheets (UTF-8). So that no "
            "spreadsheet runs a text as a formula, texts beginning with = + - @ and the like have "
            "one apostrophe (') before them. Where a cell begins with an apostrophe, the actual "
            "value is what follows the first one.",
        ),
        "JSON": Words(
            "data フォルダーの .json：区分ごとのデータを、加工せずそのまま収めたものです。"
            "ほかのサービスやプログラムで読み込む場合にお使いください。",
            ".json in the folder data: the data of each category exactly as it is held, for use "
            "with other services and programs.",
        ),
    }
)
READING_VOLUMES = Words(
    "data フォルダーの .pdf：件数の多い区分や長い内容の全体を、分冊にしたものです。",
    ".pdf in the folder data: the whole of categories too long for the index, in volumes.",
)
READING_CODE_POINTS = Words(
    "画面や紙に表せない文字は、[U+1F600] のように文字の番号で表しています。",
    "Characters that cannot be shown are written as their number, such as [U+1F600].",
)
