using Kiket.Portal.Listings;

namespace Kiket.Portal.Demo;

internal enum DemoStanding
{
    /// <summary>Every ref is released, one after the other.</summary>
    Listed,

    /// <summary>The ref is submitted and waits for a reviewer.</summary>
    InReview,

    /// <summary>Nothing was submitted; the details are what a publisher would type.</summary>
    Ready,
}

/// <summary>One sample repository and what its publisher says of it.</summary>
/// <param name="Repository"><c>owner/name</c> on the local GitHub.</param>
/// <param name="References">Tags, oldest first.</param>
internal sealed record DemoExtension(string Organization, string Repository, DemoStanding Standing, IReadOnlyList<string> References)
{
    public required ListingDetails Details { get; init; }

    /// <summary>A token of the local GitHub: for a private repository, or one that may push and so proves who publishes.</summary>
    public string? Token { get; init; }
}

/// <summary>
/// Which samples a demo starts with: eight listed ones so that browse is not empty, two in the queue, one to be
/// submitted by hand. The other samples (warnings, errors, an old layout, no manifest, a private one) are left to
/// be tried.
/// </summary>
internal static class DemoCatalogue
{
    /// <summary>What an operator of the demo chose for the front page.</summary>
    public static IReadOnlyList<string> Featured { get; } = ["dev.northwind.crm-sync", "dev.acme.mail-intake", "dev.acme.alerts"];

    public static IReadOnlyList<DemoExtension> Extensions { get; } =
    [
        new("acme", "acme/alerts", DemoStanding.Listed, ["v1.0.0", "v1.1.0", "v1.2.0"])
        {
            Details = new ListingDetails
            {
                Name = "Acme Alerts",
                Summary = "Tells the right channel about risky work, once, with the context people need to act.",
                Categories = ["communication", "developer-tools"],
                Pricing = new Pricing(PriceModel.Flat, 900),
                Support = Acme,
                Justifications = Reasons(
                    ("issues:read", "Title, owner and priority stand in every message."),
                    ("comments:write", "Leaves one comment that links to the conversation in the channel."),
                    ("projects:read", "The project's name stands in front of the message.")),
            },
        },
        new("acme", "acme/time-tracking", DemoStanding.Listed, ["v1.0.0", "v2.0.0", "v2.1.0"])
        {
            Token = "demo-token-acme-publisher",
            Details = new ListingDetails
            {
                Name = "Time Tracking",
                Summary = "Timers, timesheets and rounding rules that accountants accept.",
                Categories = ["time-tracking", "analytics"],
                Pricing = new Pricing(PriceModel.UsageBased) { Meters = [new Meter("tracked_hour", "Tracked hours", "hour", 40_000, 20)] },
                Support = Acme,
                BaseUrl = "https://time.acme.test",
                Justifications = Reasons(
                    ("issues:read", "Time belongs to an issue, and its title stands in the sheet."),
                    ("comments:write", "Notes on the issue when a timer was stopped at midnight."),
                    ("users:read", "A sheet belongs to a person, by name."),
                    ("custom_data:read", "Reads the entries it has written itself."),
                    ("custom_data:write", "Keeps entries and closes days."),
                    ("analytics:write", "Adds hours to the reports of the project.")),
            },
        },
        new("acme", "acme/mail-intake", DemoStanding.Listed, ["v1.0.0", "v1.1.0"])
        {
            Token = "demo-token-acme-publisher",
            Details = new ListingDetails
            {
                Name = "Mail Intake",
                Summary = "Turns mail to your support address into issues and answers in the same thread. Hosted by Kiket.",
                Categories = ["customer-support", "communication"],
                Support = Acme,
                Justifications = Reasons(
                    ("issues:read", "Finds the issue that a reply belongs to."),
                    ("issues:write", "Opens an issue for every new message."),
                    ("comments:read", "Sends public comments back as replies."),
                    ("comments:write", "Files replies as comments."),
                    ("attachments:write", "Keeps the files that came with a message."),
                    ("imap.fastpost.test", "Reads the support mailbox."),
                    ("smtp.fastpost.test", "Sends replies."),
                    ("api.attachments.test", "Scans attachments before they are filed.")),
            },
        },
        new("acme", "acme/report-exporter", DemoStanding.Listed, ["v1.2.0", "v1.3.0"])
        {
            Token = "demo-token-acme-read",
            Details = new ListingDetails
            {
                Name = "Report Exporter",
                Summary = "Puts the tables your managers ask for into CSV files, every Monday at six.",
                Categories = ["analytics"],
                Pricing = new Pricing(PriceModel.Flat, 500),
                Support = Acme,
                Justifications = Reasons(
                    ("issues:read", "An export is a table of issues."),
                    ("projects:read", "Resolves project names for the columns."),
                    ("boards:read", "Exports follow the columns of the board."),
                    ("attachments:write", "Attaches the weekly file to the issue you choose.")),
            },
        },
        new("northwind-labs", "northwind-labs/crm-sync", DemoStanding.Listed, ["v2.4.0", "v3.0.0", "v3.0.1"])
        {
            Details = new ListingDetails
            {
                Name = "CRM Sync",
                Summary = "Shows the customer behind an issue, and tells the account team when their customer is stuck.",
                Categories = ["crm", "customer-support"],
                Pricing = new Pricing(PriceModel.Flat, 2900),
                Support = Northwind,
                Justifications = Reasons(
                    ("issues:read", "Finds the customer by the reporter's mail domain."),
                    ("issues:write", "Sets the label with the customer's tier."),
                    ("comments:write", "Says on the issue that the account team has been told."),
                    ("users:read", "Matches account managers with members."),
                    ("oauth:manage", "Each account manager connects their own CRM account; we create, refresh and revoke that connection.")),
            },
        },
        new("northwind-labs", "northwind-labs/calendar-bridge", DemoStanding.Listed, ["v1.0.0", "v1.1.0", "v1.2.0"])
        {
            Details = new ListingDetails
            {
                Name = "Calendar Bridge",
                Summary = "Due dates in calendars, holidays in capacity, and no issue due on a Sunday.",
                Categories = ["project-management"],
                Support = Northwind,
                BaseUrl = "https://calendar.northwind-labs.test",
                Justifications = Reasons(
                    ("issues:read", "Reads due dates."),
                    ("issues:write", "Moves the due date when its calendar entry is moved."),
                    ("users:read", "Finds the owner's calendar."),
                    ("calendars:read", "Sees absences and free time, not the titles of entries."),
                    ("capacity:write", "Absences take days off the capacity of a week.")),
            },
        },
        new("initrode", "initrode/sla-sentinel", DemoStanding.Listed, ["v1.0.0", "v1.1.0"])
        {
            Details = new ListingDetails
            {
                Name = "SLA Sentinel",
                Summary = "Timers that know your working hours, and speak up before a promise is broken.",
                Categories = ["customer-support", "time-tracking"],
                Support = Initrode,
                Justifications = Reasons(
                    ("issues:read", "The clock starts and stops with the issue's status."),
                    ("comments:write", "Writes the reason for a pause where the customer can read it."),
                    ("workflows:read", "Knows which steps wait for the customer."),
                    ("notifications:write", "Warns the owner and the lead.")),
            },
        },
        new("initrode", "initrode/code-link", DemoStanding.Listed, ["v1.0.0", "v1.1.0", "v2.0.0"])
        {
            Details = new ListingDetails
            {
                Name = "Code Link",
                Summary = "Branches, pull requests and builds on the issue they belong to, and no review without code.",
                Categories = ["developer-tools", "approvals"],
                Support = Initrode,
                Justifications = Reasons(
                    ("issues:read", "Finds the issue that a branch or a commit names."),
                    ("issues:write", "Moves the issue when its pull request is merged."),
                    ("comments:write", "Says which build failed, and where."),
                    ("workflows:read", "Knows which steps carry the guard.")),
            },
        },
        new("acme", "acme/incident-bridge", DemoStanding.Ready, ["v1.0.0"])
        {
            Details = new ListingDetails
            {
                Name = "Incident Bridge",
                Summary = "Opens a call, a channel and a timeline the moment an issue becomes an incident.",
                Categories = ["developer-tools", "communication"],
                Support = Acme,
                Justifications = Reasons(
                    ("issues:read", "The channel is named after the issue."),
                    ("issues:write", "Sets the severity that was chosen."),
                    ("comments:read", "Comments become lines of the timeline."),
                    ("comments:write", "Posts the timeline when the bridge is closed."),
                    ("users:read", "Invites the owner and the watchers.")),
            },
        },
        new("northwind-labs", "northwind-labs/warehouse-export", DemoStanding.InReview, ["v1.0.0"])
        {
            Details = new ListingDetails
            {
                Name = "Warehouse Export",
                Summary = "Every issue, transition and comment as rows in your data warehouse, five minutes behind at most.",
                Categories = ["analytics"],
                Pricing = new Pricing(PriceModel.UsageBased) { Meters = [new Meter("thousand_rows", "Exported rows", "thousand rows", 20_000, 10)] },
                Support = Northwind,
                Justifications = Reasons(
                    ("issues:read", "Issues are rows."),
                    ("comments:read", "When and by whom; the text only if an admin switches it on."),
                    ("projects:read", "Project keys are columns."),
                    ("workflows:read", "Step names are columns."),
                    ("users:read", "Names become stable codes before they leave."),
                    ("custom_data:read", "Fields of your own become columns of their own."),
                    ("loader.northwind-labs.test", "Our loader, which batches rows."),
                    ("*.warehouse-cloud.test", "Every warehouse has a host name of its own below this domain.")),
            },
        },
        new("acme", "acme/approvals-guard", DemoStanding.InReview, ["v1.1.0"])
        {
            Details = new ListingDetails
            {
                Name = "Approvals Guard",
                Summary = "Holds a transition back until the right people have agreed, and writes down who did.",
                Categories = ["approvals", "security"],
                Pricing = new Pricing(PriceModel.Flat, 1900),
                Support = Acme,
                Justifications = Reasons(
                    ("issues:read", "An approval is given for the content of an issue."),
                    ("comments:write", "Says who is asked and who refused."),
                    ("workflows:read", "Knows which transitions are guarded."),
                    ("users:read", "Knows who belongs to the group that may approve.")),
            },
        },
    ];

    /// <summary>What <c>/demo</c> says about a repository.</summary>
    public static string StateOf(string repository) => Extensions.FirstOrDefault(extension => extension.Repository == repository)?.Standing switch
    {
        DemoStanding.Listed => "listed",
        DemoStanding.InReview => "waits for review",
        DemoStanding.Ready => "ready to be submitted",
        _ => repository switch
        {
            "fabrikam-tools/triage-rules" => "private; submit it as Fabrikam Tools with its token",
            "acme/standup-digest" => "has warnings",
            "initrode/status-beacon" => "has errors",
            "initrode/legacy-pager" => "has an older layout",
            "initrode/handbook" => "has no manifest",
            _ => "not submitted yet",
        },
    };

    private static SupportContact Acme => new("support@acme.test", "https://docs.acme.test/support", 8, "Mon–Fri 8–18 CET");

    private static SupportContact Northwind => new("help@northwind-labs.test", "https://northwind-labs.test/help", 4, "Every day 7–22 UTC");

    private static SupportContact Initrode => new("extensions@initrode.test", null, 24, "Mon–Fri 9–17 CET");

    private static Dictionary<string, string> Reasons(params (string Key, string Text)[] reasons) =>
        reasons.ToDictionary(reason => reason.Key, reason => reason.Text, StringComparer.Ordinal);
}
