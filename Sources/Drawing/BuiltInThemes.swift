/// `themes/night.theme`, compiled in so that no file is needed. A test holds the two equal.
let nightThemeFile = """
    # Night: Warte's own theme. Quiet at rest; what wants attention is the brightest.
    # The format is btop's: theme[name]="#rrggbb", "#gg" for a grey, "r g b" in decimals, "" for the terminal's own colour.

    # Shared with btop.
    theme[main_bg]=""
    theme[main_fg]="#b9c2cc"
    theme[title]="#dfe6ee"
    theme[hi_fg]="#7fb4d8"
    theme[selected_bg]="#223040"
    theme[selected_fg]="#eef3f8"
    theme[inactive_fg]="#7e8995"
    theme[graph_text]="#7f8a96"
    theme[meter_bg]="#3a4350"
    theme[div_line]="#4a5563"
    theme[cpu_start]="#5fa49c"
    theme[cpu_mid]="#d6b45c"
    theme[cpu_end]="#e0605a"

    # Warte's own. Whatever is left out is derived from the colours above.
    # theme[attr_NAME] gives a role bold, dim, reverse or underline; theme[NAME_bg] its background.
    theme[good]="#6fb597"
    theme[alarm_critical]="#ff6a62"
    theme[alarm_warning]="#ffc145"
    theme[alarm_acknowledged]="#8fa6bb"
    theme[alarm_returned]="#b79be8"
    theme[alarm_shelved]="#7e8995"
    theme[stale]="#94896d"
    theme[notice]="#8fc7a6"
    theme[problem]="#ff8a7a"
    theme[attr_title]="bold"
    theme[attr_alarm_critical]="bold"
    theme[attr_alarm_warning]="bold"
    theme[attr_problem]="bold"

    """

/// `themes/mono.theme`, likewise.
let monoThemeFile = """
    # Mono: no colours, attributes alone. Also what NO_COLOR and terminals without colours get.
    # Shapes say the rest: !! critical, ! warning, ~ acknowledged, < returned and unseen, /// stale.

    theme[attr_dim]="dim"
    theme[attr_title]="bold"
    theme[attr_accent]="bold"
    theme[attr_frame]="dim"
    theme[attr_key]="underline"
    theme[attr_selected]="reverse"
    theme[attr_alarm_warning]="bold"
    theme[attr_alarm_critical]="bold reverse"
    theme[attr_stale]="dim"
    theme[attr_alarm_returned]="underline"
    theme[attr_alarm_shelved]="dim"
    theme[attr_empty]="dim"
    theme[attr_notice]="bold"
    theme[attr_problem]="bold underline"

    """
