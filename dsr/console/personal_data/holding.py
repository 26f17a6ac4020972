"""What the console holds about a person: nothing of its own."""

from accounts.personal_data.registry import Holding

# Jobs carry ids only (HOUSE §4.5), and leave the table a month after they ended well. A calendar
# feed is a hash and two times of a member of staff's own tool.
HOLDING = Holding(
    app="dsr_console",
    no_personal_data=frozenset({"dsr_console.CalendarFeed", "dsr_console.Job"}),
)
