"""External transmissions (policy Arts 5, 12) and countries of the demo, in our own words."""

from typing import Any

# What the sample service's pages let a visitor's device send, and to whom.
TRANSMISSIONS: tuple[dict[str, Any], ...] = (
    {
        "code": "session",
        "group": "NECESSARY",
        "name_ja": "ログインと設定の保存",
        "name_en": "Signing in and settings",
        "recipient_ja": "株式会社ミリー",
        "recipient_en": "Milly Inc.",
        "what_ja": "ログインの状態と表示の設定を示すCookie",
        "what_en": "Cookies that hold the signed-in state and display settings",
        "why_ja": "ログインを続け、選んだ表示を保つため",
        "why_en": "To keep you signed in and the display as you chose it",
        "their_use_ja": "当社が自らのために使います。第三者は使いません。",
        "their_use_en": "We use them ourselves; no third party does.",
    },
    {
        "code": "analytics",
        "group": "ANALYTICS",
        "name_ja": "Google アナリティクス",
        "name_en": "Google Analytics",
        "recipient_ja": "Google LLC",
        "recipient_en": "Google LLC",
        "what_ja": "見たページのアドレス、参照元、IPアドレス、端末とブラウザの種類、Cookieの識別子",
        "what_en": "Addresses of the pages seen, the referrer, the IP address, kind of device and "
        "browser, a cookie identifier",
        "why_ja": "アクセスの状況や利用のされ方を測定し、分析するため",
        "why_en": "To measure traffic and how the service is used",
        "their_use_ja": "測定の結果を当社に示し、自社のサービスを保ち、改善するため",
        "their_use_en": "To show us the results, and to maintain and improve its own services",
        "opt_out_ja": "サイトの外部送信の設定で「利用状況の測定」を切ると、すぐに止まります。"
        "Googleが提供する拡張機能でも止められます。",
        "opt_out_en": "Switch “Measuring use” off in the site's settings of transmissions: it "
        "stops at once. Google also offers a browser extension.",
        "opt_out_url": "https://tools.google.com/dlpage/gaoptout",
    },
    {
        "code": "sample-ads",
        "group": "ADVERTISING",
        "name_ja": "見本広告ネットワーク",
        "name_en": "Mihon Ad Network",
        "recipient_ja": "見本アド株式会社",
        "recipient_en": "Mihon Ad Inc.",
        "what_ja": "広告識別子（ADID、IDFA）、見た広告と押した広告、IPアドレス、ウェブビーコンに"
        "よる表示の記録",
        "what_en": "Advertising identifiers (ADID, IDFA), advertisements seen and pressed, the IP "
        "address, a web beacon's record of display",
        "why_ja": "広告の配信と表示、その効果の測定のため",
        "why_en": "To deliver and show advertising and measure its effect",
        "their_use_ja": "関心に合った広告を選び、広告主に効果を報告するため",
        "their_use_en": "To choose advertising by interest and report its effect to advertisers",
        "opt_out_ja": "サイトの外部送信の設定で「広告」を切るか、端末の設定で広告識別子の利用を"
        "制限してください。",
        "opt_out_en": "Switch “Advertising” off in the site's settings of transmissions, or limit "
        "the advertising identifier in the settings of your device.",
    },
)

COUNTRIES: tuple[dict[str, Any], ...] = (
    {
        "code": "JP",
        "name_ja": "日本",
        "name_en": "Japan",
        "regime_ja": "個人情報の保護に関する法律が適用されます。",
        "regime_en": "The Act on the Protection of Personal Information applies.",
        "holders": ("CALL_CENTRE", "MAIL_DELIVERY", "SAMPLE_RESEARCH"),
    },
)
