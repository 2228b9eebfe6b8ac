using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Demo;

internal enum DemoStanding
{
    /// <summary>Every ref is released, in order.</summary>
    Listed,

    /// <summary>The ref is submitted and waits for a reviewer.</summary>
    InReview,

    /// <summary>Nothing is submitted. The details are what a publisher would enter.</summary>
    Ready,
}

/// <summary>One sample repository and its listing details.</summary>
/// <param name="Repository"><c>owner/name</c> on the local GitHub.</param>
/// <param name="References">Tags, oldest first.</param>
internal sealed record DemoExtension(string Organization, string Repository, DemoStanding Standing, IReadOnlyList<string> References)
{
    public required ListingDetails Details { get; init; }

    /// <summary>A token of the local GitHub, for a private repository or to prove with push access who publishes.</summary>
    public string? Token { get; init; }
}

/// <summary>
/// The samples of the demo: eight listed extensions so that the browse page is not empty, two in the queue, one that is
/// ready to be submitted. The other samples (warnings, errors, an old layout, no manifest, a private one) are there to
/// try.
/// </summary>
internal static class DemoCatalogue
{
    /// <summary>The extensions that are featured on the home page.</summary>
    public static IReadOnlyList<string> Featured { get; } = ["dev.northwind.crm-sync", "dev.acme.mail-intake", "dev.acme.alerts"];

    public static IReadOnlyList<DemoExtension> Extensions { get; } =
    [
        new("acme", "acme/alerts", DemoStanding.Listed, ["v1.0.0", "v1.1.0", "v1.2.0"])
        {
            Details = new ListingDetails
            {
                Name = "Acme Alerts",
                Summary = "Alerts the right channel about risky work, once, with the context people need to act.",
                Categories = ["communication", "developer-tools"],
                Pricing = new Pricing(PriceModel.Flat, 900),
                Support = Acme,
                Justifications = Reasons(
                    ("issues:read", "Every message contains the title, owner and priority."),
                    ("comments:write", "Adds one comment that links to the conversation in the channel."),
                    ("projects:read", "Every message starts with the project's name.")),
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
                    ("issues:read", "Time entries belong to an issue, and the timesheet shows its title."),
                    ("comments:write", "Adds a note to the issue when a timer is stopped at midnight."),
                    ("users:read", "A timesheet shows the name of its person."),
                    ("custom_data:read", "Reads the entries that it has written."),
                    ("custom_data:write", "Saves entries and closes days."),
                    ("analytics:write", "Adds hours to project reports.")),
            },
        },
        new("acme", "acme/mail-intake", DemoStanding.Listed, ["v1.0.0", "v1.1.0"])
        {
            Token = "demo-token-acme-publisher",
            Details = new ListingDetails
            {
                Name = "Mail Intake",
                Summary = "Turns mail to your support address into issues and replies in the same thread. Hosted by Kiket.",
                Categories = ["customer-support", "communication"],
                Support = Acme,
                Justifications = Reasons(
                    ("issues:read", "Finds the issue that a reply belongs to."),
                    ("issues:write", "Opens an issue for every new message."),
                    ("comments:read", "Sends public comments back as replies."),
                    ("comments:write", "Adds replies as comments."),
                    ("attachments:write", "Attaches the files of a message to the issue."),
                    ("mailbox.fastpost.test", "Reads the support mailbox."),
                    ("send.fastpost.test", "Sends replies."),
                    ("api.attachments.test", "Scans attachments before they are saved.")),
            },
        },
        new("acme", "acme/report-exporter", DemoStanding.Listed, ["v1.2.0", "v1.3.0"])
        {
            Token = "demo-token-acme-read",
            Details = new ListingDetails
            {
                Name = "Report Exporter",
                Summary = "Exports the tables your managers need as CSV files, every Monday at 6:00.",
                Categories = ["analytics"],
                Pricing = new Pricing(PriceModel.Flat, 500),
                Support = Acme,
                Justifications = Reasons(
                    ("issues:read", "Exports are tables of issues."),
                    ("projects:read", "Resolves project names for the columns."),
                    ("boards:read", "Exports have the columns of the board."),
                    ("attachments:write", "Attaches the weekly file to the issue you choose.")),
            },
        },
        new("northwind-labs", "northwind-labs/crm-sync", DemoStanding.Listed, ["v2.4.0", "v3.0.0", "v3.0.1"])
        {
            Details = new ListingDetails
            {
                Name = "CRM Sync",
                Summary = "Shows the customer behind an issue, and notifies the account team when their customer is stuck.",
                Categories = ["crm", "customer-support"],
                Pricing = new Pricing(PriceModel.Flat, 2900),
                Support = Northwind,
                Justifications = Reasons(
                    ("issues:read", "Finds the customer by the domain of the reporter's e-mail address."),
                    ("issues:write", "Sets the label with the customer's tier."),
                    ("comments:write", "Adds a comment when the account team has been notified."),
                    ("users:read", "Matches account managers with members."),
                    ("oauth:manage", "Each account manager connects their own CRM account; we create, refresh and revoke that connection.")),
            },
        },
        new("northwind-labs", "northwind-labs/calendar-bridge", DemoStanding.Listed, ["v1.0.0", "v1.1.0", "v1.2.0"])
        {
            Details = new ListingDetails
            {
                Name = "Calendar Bridge",
                Summary = "Adds due dates to calendars and holidays to capacity, so that no issue is due on a Sunday.",
                Categories = ["project-management"],
                Support = Northwind,
                BaseUrl = "https://calendar.northwind-labs.test",
                Justifications = Reasons(
                    ("issues:read", "Reads due dates."),
                    ("issues:write", "Changes the due date when its calendar entry is moved."),
                    ("users:read", "Finds the owner's calendar."),
                    ("calendars:read", "Sees absences and free time, not the titles of entries."),
                    ("capacity:write", "Subtracts absences from the capacity of a week.")),
            },
        },
        new("initrode", "initrode/sla-sentinel", DemoStanding.Listed, ["v1.0.0", "v1.1.0"])
        {
            Details = new ListingDetails
            {
                Name = "SLA Sentinel",
                Summary = "Timers that know your working hours and warn you before you miss a deadline.",
                Categories = ["customer-support", "time-tracking"],
                Support = Initrode,
                Justifications = Reasons(
                    ("issues:read", "The timer starts and stops with the issue's status."),
                    ("comments:write", "Adds the reason for a pause as a comment that the customer can read."),
                    ("workflows:read", "Finds the steps that wait for the customer."),
                    ("notifications:write", "Warns the owner and the lead.")),
            },
        },
        new("initrode", "initrode/code-link", DemoStanding.Listed, ["v1.0.0", "v1.1.0", "v2.0.0"])
        {
            Details = new ListingDetails
            {
                Name = "Code Link",
                Summary = "Shows branches, pull requests and builds on their issue, and blocks reviews without code.",
                Categories = ["developer-tools", "approvals"],
                Support = Initrode,
                Justifications = Reasons(
                    ("issues:read", "Finds the issue that a branch or commit refers to."),
                    ("issues:write", "Moves the issue when its pull request is merged."),
                    ("comments:write", "Adds a comment about which build failed, and where."),
                    ("workflows:read", "Finds the steps that have the guard.")),
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
                    ("issues:write", "Sets the chosen severity."),
                    ("comments:read", "Comments appear in the timeline."),
                    ("comments:write", "Posts the timeline when the bridge is closed."),
                    ("users:read", "Invites the owner and the watchers.")),
            },
        },
        new("northwind-labs", "northwind-labs/warehouse-export", DemoStanding.InReview, ["v1.0.0"])
        {
            Details = new ListingDetails
            {
                Name = "Warehouse Export",
                Summary = "Exports every issue, transition and comment to your data warehouse within five minutes.",
                Categories = ["analytics"],
                Pricing = new Pricing(PriceModel.UsageBased) { Meters = [new Meter("thousand_rows", "Exported rows", "thousand rows", 20_000, 10)] },
                Support = Northwind,
                Justifications = Reasons(
                    ("issues:read", "Issues are exported as rows."),
                    ("comments:read", "Exports date and author. The text is only exported if an admin turns it on."),
                    ("projects:read", "Project keys are exported as a column."),
                    ("workflows:read", "Step names are exported as a column."),
                    ("users:read", "Names are replaced by stable codes before the export."),
                    ("custom_data:read", "Your custom fields are exported as columns."),
                    ("loader.northwind-labs.test", "Our loader, which batches rows."),
                    ("*.warehouse-cloud.test", "Every warehouse has its own host name below this domain.")),
            },
        },
        new("acme", "acme/approvals-guard", DemoStanding.InReview, ["v1.1.0"])
        {
            Details = new ListingDetails
            {
                Name = "Approvals Guard",
                Summary = "Blocks a transition until the right people have approved it, and records who did.",
                Categories = ["approvals", "security"],
                Pricing = new Pricing(PriceModel.Flat, 1900),
                Support = Acme,
                Justifications = Reasons(
                    ("issues:read", "An approval applies to the content of an issue."),
                    ("comments:write", "Adds a comment about who was asked and who refused."),
                    ("workflows:read", "Finds the guarded transitions."),
                    ("users:read", "Finds the members of the group that can approve.")),
            },
        },
    ];

    /// <summary>The state of a repository on <c>/demo</c>.</summary>
    public static string StateOf(string repository) => Extensions.FirstOrDefault(extension => extension.Repository == repository)?.Standing switch
    {
        DemoStanding.Listed => "listed",
        DemoStanding.InReview => "waits for review",
        DemoStanding.Ready => "ready to submit",
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
