"""The chart of accounts and the tax names a fresh desk starts with; staff may rename them.

Names as Japanese bookkeeping software calls them: 収入金額 of a fee is 雑収入 with its own
subsidiary account, the receivable from the payment agent 売掛金.
"""

# code, kind, name_ja, name_en, (account, subsidiary) alike for every format
ACCOUNTS = (
    ("CLEARING", "ASSET", "売掛金（Stripe）", "Receivable from Stripe", "売掛金", "Stripe"),
    ("BANK", "ASSET", "普通預金", "Bank account", "普通預金", ""),
    ("POSTAL_ORDERS", "ASSET", "現金（定額小為替）", "Postal money orders", "現金", "定額小為替"),
    ("DISPUTED", "ASSET", "仮払金（支払異議）", "Money held in disputes", "仮払金", "支払異議"),
    ("DEPOSITS", "LIABILITY", "預り金（手数料の過払い）", "Deposits to return", "預り金",
     "手数料過払い"),
    ("SUSPENSE", "LIABILITY", "仮受金", "Suspense", "仮受金", "開示等手数料"),
    ("FEE_INCOME", "INCOME", "雑収入（開示等手数料）", "Fees received", "雑収入", "開示等手数料"),
    ("STRIPE_FEES", "EXPENSE", "支払手数料（Stripe）", "Stripe's fees", "支払手数料", "Stripe"),
    ("DISPUTE_LOSS", "EXPENSE", "雑損失（チャージバック）", "Losses by disputes", "雑損失",
     "チャージバック"),
)  # fmt: skip
# code, rate, name_ja, name_en, Yayoi, Money Forward, freee (税込経理)
TAX_NAMES = (
    ("SALES_10", 10, "課税売上 10%", "Taxable sales, 10 %",
     "課税売上込10%", "課税売上 10%", "課税売上10%"),
    ("SALES_RETURN_10", 10, "課税売上返還 10%", "Taxable sales returned, 10 %",
     "課税売返込10%", "課税売上-返還等 10%", "課税売返10%"),
    ("PURCHASE_10", 10, "課税仕入 10%", "Taxable purchases, 10 %",
     "課対仕入込10%適格", "課税仕入 10%", "課対仕入10%"),
    ("PURCHASE_EXEMPT", 0, "非課税仕入", "Purchases without tax",
     "非課仕入", "非課税仕入", "非課仕入"),
    ("OUTSIDE", 0, "対象外", "Outside the tax", "対象外", "対象外", "対象外"),
)  # fmt: skip
