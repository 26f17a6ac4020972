"""Texts a fresh desk begins with, in our own words.

None asks a person to want less, or why they want it: a disclosure needs no reason.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SeededTemplate:
    """One template; names in braces are those of message_variables."""

    code: str
    title_ja: str
    title_en: str
    text_ja: str
    text_en: str


TEMPLATES = (
    SeededTemplate(
        code="clearer-document",
        title_ja="本人確認書類の撮り直しのお願い",
        title_en="A clearer picture of the document",
        text_ja=(
            "{organisation} です。受付番号 {reference} についてご連絡いたします。\n\n"
            "お送りいただいた本人確認書類の画像に、文字を読み取れない部分がありました。"
            "お手数ですが、明るい場所で、書類の四隅が入るように撮影し、もう一度お送りください。\n\n"
            "お送りいただく際は、個人番号（マイナンバー）や保険者番号などを隠してください。"
        ),
        text_en=(
            "This is {organisation}, about your request {reference}.\n\n"
            "Part of the picture of your identity document could not be read. Please take it again "
            "in good light with all four corners in view, and send it to us.\n\n"
            "Please cover an Individual Number (My Number) and insurance numbers first."
        ),
    ),
    SeededTemplate(
        code="delay",
        title_ja="お時間をいただくお知らせ",
        title_en="It takes longer",
        text_ja=(
            "{arrival_date} に到達した「{kind}」のご請求（受付番号 {reference}）について、"
            "現在の状況をお知らせいたします。\n\n"
            "調査に時間を要しており、回答まで今しばらくお待ちいただくことになりました。"
            "現在は {target_date} までの回答を目指しております。\n\n"
            "お待たせして申し訳ございません。ご不明な点がありましたら、このページからお尋ねください。"
        ),
        text_en=(
            "This is about your request {reference} ({kind}), which reached us on {arrival_date}."
            "\n\n"
            "Our search takes longer than we had hoped. We now aim to answer by {target_date}.\n\n"
            "We are sorry that you have to wait. Please ask us anything on this page."
        ),
    ),
    SeededTemplate(
        code="which-account",
        title_ja="会員登録の確認",
        title_en="Which account",
        text_ja=(
            "受付番号 {reference} のご請求について確認させてください。\n\n"
            "ご記入いただいた内容だけでは、お客さまの会員登録を見つけられませんでした。"
            "ご登録のメールアドレスか会員IDがお分かりでしたら、このメッセージへの返信でお知らせください。"
            "お分かりにならない場合も、そのままお知らせいただければ、ほかの方法で調査いたします。"
        ),
        text_en=(
            "We have a question about your request {reference}.\n\n"
            "From what you wrote we could not find your account. If you know the e-mail address or "
            "the member ID you registered with, please answer this message with it. If you do not, "
            "please tell us so, and we will search in other ways."
        ),
    ),
    SeededTemplate(
        code="complete-by",
        title_ja="不足している内容のご案内",
        title_en="What is still missing",
        text_ja=(
            "受付番号 {reference} のご請求について、手続を進めるために必要な内容が"
            "一部不足しています。"
            "\n\n"
            "お手数ですが、{due_date} までに、このページからお送りください。"
            "お送りいただいた日から、手続を再開いたします。\n\n"
            "ご不明な点は {contact} までお尋ねください。"
        ),
        text_en=(
            "Something we need to go on with your request {reference} is still missing.\n\n"
            "Please send it on this page by {due_date}. We go on from the day it reaches us.\n\n"
            "If anything is unclear, please ask {contact}."
        ),
    ),
    SeededTemplate(
        code="evidence",
        title_ja="訂正内容を確認できる資料のお願い",
        title_en="Papers that show what is right",
        text_ja=(
            "受付番号 {reference}（{kind}）についてご連絡いたします。\n\n"
            "正しい内容を確認できる資料をお持ちでしたら、このページの「ファイル」から"
            "お送りください。写真でもかまいません。不要な部分は隠していただいて結構です。\n\n"
            "資料をお持ちでない場合も、その旨をお知らせください。当社でも調査いたします。"
        ),
        text_en=(
            "This is about your request {reference} ({kind}).\n\n"
            "If you have papers that show what is right, please send them as files on this page; a "
            "photo will do, and you may cover what does not matter.\n\n"
            "If you have none, please tell us. We look into it ourselves as well."
        ),
    ),
    SeededTemplate(
        code="mail-came-back",
        title_ja="郵便物が返送されたお知らせ",
        title_en="Our mail came back",
        text_ja=(
            "受付番号 {reference} の回答を郵送いたしましたが、当社に返送されました。\n\n"
            "お送り先の郵便番号とご住所を、このメッセージへの返信でお知らせください。"
            "確認のうえ、あらためてお送りいたします。再送の費用はいただきません。"
        ),
        text_en=(
            "We posted our answer to your request {reference}, but it came back to us.\n\n"
            "Please answer this message with the postal code and address to send it to. We check "
            "it and post it again, at no cost to you."
        ),
    ),
    SeededTemplate(
        code="closing-thanks",
        title_ja="手続完了のごあいさつ",
        title_en="Thanks at the end",
        text_ja=(
            "{organisation} です。受付番号 {reference} の手続がすべて終わりました。\n\n"
            "このたびはお手数をおかけいたしました。回答についてご不明な点やご不満がありましたら、"
            "このページ、または {contact} までお知らせください。"
        ),
        text_en=(
            "This is {organisation}. Everything about your request {reference} is done.\n\n"
            "Thank you for your patience. If something in our answer is unclear or you disagree "
            "with it, please tell us on this page or at {contact}."
        ),
    ),
)
