using SkiaSharp;

namespace Kiket.Portal.Demo;

/// <summary>Screenshots and icons of the demo extensions, drawn once at the first start.</summary>
internal static class DemoPictures
{
    private static readonly SKColor Indigo = new(0x4f, 0x46, 0xe5);
    private static readonly SKColor Teal = new(0x0f, 0x76, 0x6e);
    private static readonly SKColor Rose = new(0xbe, 0x18, 0x5d);
    private static readonly SKColor Blue = new(0x03, 0x69, 0xa1);

    public static byte[] AlertsChannel()
    {
        using var screen = new DemoScreen("#on-call", Indigo, "#on-call", "#payments", "#releases", "Rules", "People");
        (string Who, string Text, string Pill, string Note)[] messages =
        [
            ("A", "PAY-418 Card payments time out in Austria", "high risk", "Owner Mara Lind · due today 16:00 · 3 customers wait"),
            ("A", "PAY-421 Refunds are booked twice", "blocked", "Waits for PAY-418 · moved to “Blocked” by Jonas Falk"),
            ("M", "Mara Lind: rolling back to 4.18, back in ten minutes", "reply", "Copied to PAY-418 as a comment"),
            ("A", "PAY-418 is resolved", "resolved", "42 min from alert to fix · timeline attached"),
        ];
        for (var i = 0; i < messages.Length; i++)
        {
            var y = DemoScreen.Top + (i * 150);
            screen.Panel(DemoScreen.Left, y, 980, 130).Face(messages[i].Who, DemoScreen.Left + 24, y + 28)
                .Strong(messages[i].Text, DemoScreen.Left + 86, y + 52, 21)
                .Quiet(messages[i].Note, DemoScreen.Left + 86, y + 88, 16)
                .Pill(messages[i].Pill, 1080, y + 50);
        }

        return screen.ToPng();
    }

    public static byte[] AlertsRules()
    {
        using var screen = new DemoScreen("Alert rules", Indigo, "Rules", "Channels", "Quiet hours", "History");
        (string When, string Then)[] rules =
        [
            ("Risk is high and nobody has replied for 10 minutes", "call the on-call person"),
            ("An issue is blocked for longer than a day", "notify #payments"),
            ("The due date passes", "notify the owner, then the lead"),
            ("A customer with the label “gold” writes", "notify #on-call immediately"),
        ];
        screen.Panel(DemoScreen.Left, DemoScreen.Top, 980, 640);
        for (var i = 0; i < rules.Length; i++)
        {
            var y = DemoScreen.Top + 68 + (i * 140);
            screen.Quiet("WHEN", DemoScreen.Left + 36, y, 13).Strong(rules[i].When, DemoScreen.Left + 110, y + 2, 21)
                .Quiet("THEN", DemoScreen.Left + 36, y + 44, 13).Pill(rules[i].Then, DemoScreen.Left + 110, y + 45).Bar(1150, y - 8, 46, 24)
                .Rule(DemoScreen.Left + 36, y + 82, 908);
        }

        return screen.ToPng();
    }

    public static byte[] Timesheet()
    {
        using var screen = new DemoScreen("Week 47", Teal, "Timesheet", "Reports", "Rounding", "Approvals");
        string[] days = ["Mon", "Tue", "Wed", "Thu", "Fri"];
        (string Issue, float[] Hours)[] rows =
        [
            ("OPS-12 Move the archive", [2, 4.5f, 0, 1, 3]), ("WEB-88 Checkout in Polish", [3.5f, 2, 6, 4, 0]),
            ("SUP-301 Support rota", [1, 1, 1, 1, 1]), ("WEB-90 Faster search", [0, 0, .5f, 2, 3.5f]),
        ];
        screen.Panel(DemoScreen.Left, DemoScreen.Top, 980, 560);
        for (var day = 0; day < days.Length; day++)
        {
            screen.Quiet(days[day], 640 + (day * 112), DemoScreen.Top + 56, 17);
        }

        for (var row = 0; row < rows.Length; row++)
        {
            var y = DemoScreen.Top + 120 + (row * 108);
            screen.Rule(DemoScreen.Left + 32, y - 42, 916).Strong(rows[row].Issue, DemoScreen.Left + 36, y + 8, 20);
            for (var day = 0; day < days.Length; day++)
            {
                screen.Bar(640 + (day * 112), y - 18, 8 + (rows[row].Hours[day] * 13), 26, rows[row].Hours[day] >= 1)
                    .Quiet(rows[row].Hours[day].ToString("0.0", System.Globalization.CultureInfo.InvariantCulture), 640 + (day * 112), y + 34, 14);
            }
        }

        return screen.Strong("37.5 hours", DemoScreen.Left + 6, 728, 26).Quiet("closed for approval on Friday", DemoScreen.Left + 170, 727, 17).ToPng();
    }

    public static byte[] TimeReport()
    {
        using var screen = new DemoScreen("Hours by project", Teal, "Reports", "Timesheet", "Rounding", "Approvals");
        (string Project, float Share)[] bars = [("Web shop", .92f), ("Operations", .61f), ("Support", .44f), ("Mobile app", .33f), ("Research", .18f)];
        screen.Panel(DemoScreen.Left, DemoScreen.Top, 980, 600);
        for (var i = 0; i < bars.Length; i++)
        {
            var y = DemoScreen.Top + 60 + (i * 106);
            screen.Strong(bars[i].Project, DemoScreen.Left + 40, y + 26, 20)
                .Bar(DemoScreen.Left + 220, y, 620, 40, strong: false)
                .Bar(DemoScreen.Left + 220, y, 620 * bars[i].Share, 40)
                .Quiet($"{bars[i].Share * 320:0} h", DemoScreen.Left + 870, y + 27, 17);
        }

        return screen.ToPng();
    }

    public static byte[] CustomerPanel()
    {
        using var screen = new DemoScreen("SUP-733 Import stops at row 10,000", Rose, "Issue", "Customer", "History", "Settings");
        screen.Panel(DemoScreen.Left, DemoScreen.Top, 600, 640).Strong("What happens", DemoScreen.Left + 32, 168, 20)
            .Quiet("The import of the price list ends without a message.", DemoScreen.Left + 32, 206, 16)
            .Quiet("It worked until last Tuesday, with the same file.", DemoScreen.Left + 32, 234, 16).Rule(DemoScreen.Left + 32, 268, 536)
            .Face("L", DemoScreen.Left + 32, 296).Strong("Lena Ortiz", DemoScreen.Left + 90, 314, 17)
            .Quiet("We see it too: the limit came with 3.2.", DemoScreen.Left + 90, 342, 16)
            .Face("C", DemoScreen.Left + 32, 386).Strong("CRM Sync", DemoScreen.Left + 90, 404, 17)
            .Quiet("The account team of Halden Logistics was notified.", DemoScreen.Left + 90, 432, 16);
        screen.Panel(890, DemoScreen.Top, 340, 640).Quiet("CUSTOMER", 922, 158, 13).Strong("Halden Logistics", 922, 192, 24).Pill("gold", 922, 232)
            .Quiet("Contract until 30 June", 922, 282, 16).Quiet("14 seats · $2,610 a month", 922, 312, 16).Rule(922, 344, 276)
            .Quiet("ACCOUNT TEAM", 922, 384, 13).Face("N", 922, 404).Strong("Nora Bech", 980, 430, 17).Quiet("3 OPEN ISSUES", 922, 500, 13)
            .Bar(922, 520, 276, 16, strong: false).Bar(922, 520, 180, 16).Quiet("two of them this week", 922, 566, 15);
        return screen.ToPng();
    }

    public static byte[] Calendar()
    {
        using var screen = new DemoScreen("November", Blue, "Month", "Capacity", "Holidays", "Calendars");
        var entries = new Dictionary<int, string>
        {
            [4] = "WEB-88 due",
            [10] = "Holiday: Ada",
            [11] = "Holiday: Ada",
            [17] = "OPS-12 due",
            [19] = "SUP-301 due",
            [25] = "Release 4.2",
            [27] = "WEB-90 due",
        };
        for (var day = 1; day <= 30; day++)
        {
            var (x, y) = (DemoScreen.Left + ((day - 1) % 7 * 141), DemoScreen.Top + ((day - 1) / 7 * 130));
            screen.Panel(x, y, 131, 118).Quiet($"{day}", x + 14, y + 30, 17);
            if (entries.TryGetValue(day, out var entry))
            {
                screen.Bar(x + 10, y + 50, 111, 44, strong: false).Strong(entry, x + 18, y + 78, 13);
            }
        }

        return screen.ToPng();
    }

    public static byte[] Inbox()
    {
        using var screen = new DemoScreen("Support inbox", Blue, "Inbox", "Sent", "Rules", "Spam");
        (string From, string Subject, string Issue)[] mails =
        [
            ("lena@halden.test", "Import stops at row 10,000", "SUP-733"), ("jo@fjord.test", "Re: Invoice shows the old address", "SUP-729"),
            ("team@brickyard.test", "Two people cannot sign in", "SUP-734"), ("ole@norrland.test", "Feature wish: dark theme for reports", "SUP-735"),
        ];
        screen.Panel(DemoScreen.Left, DemoScreen.Top, 980, 620);
        for (var i = 0; i < mails.Length; i++)
        {
            var y = DemoScreen.Top + 34 + (i * 144);
            screen.Face(mails[i].From[..1].ToUpperInvariant(), DemoScreen.Left + 30, y).Strong(mails[i].Subject, DemoScreen.Left + 92, y + 18, 21)
                .Quiet(mails[i].From, DemoScreen.Left + 92, y + 50, 16).Pill(mails[i].Issue, 1100, y + 26).Rule(DemoScreen.Left + 30, y + 94, 920);
        }

        return screen.ToPng();
    }

    /// <summary>A mark without letters: two overlapping shapes on a coloured background.</summary>
    public static byte[] Icon(uint ground, uint front, bool round)
    {
        using var surface = SKSurface.Create(new SKImageInfo(512, 512));
        surface.Canvas.Clear(new SKColor(ground));
        using var paint = new SKPaint { Color = new SKColor(front), IsAntialias = true };
        using var soft = new SKPaint { Color = new SKColor(front).WithAlpha(120), IsAntialias = true };
        if (round)
        {
            surface.Canvas.DrawCircle(210, 256, 120, paint);
            surface.Canvas.DrawCircle(310, 256, 120, soft);
        }
        else
        {
            surface.Canvas.DrawRoundRect(new SKRoundRect(new SKRect(110, 110, 320, 320), 46), paint);
            surface.Canvas.DrawRoundRect(new SKRoundRect(new SKRect(200, 200, 410, 410), 46), soft);
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }
}
