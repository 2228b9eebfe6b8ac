using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Files;
using Kiket.Portal.Manifests;
using Kiket.Portal.Submissions.Attachments;
using Kiket.Portal.Submissions.Drafts;

namespace Kiket.Portal.Demo;

/// <summary>
/// The pictures and documents of the demo extensions: those that the rules require for publishing, and galleries for
/// some. They are uploaded the same way a publisher uploads them.
/// </summary>
public sealed class DemoFiles(AttachFile attach, CaptionPicture caption, SubmissionQueries queries)
{
    private static readonly Dictionary<string, DemoFile[]> Pictures = new(StringComparer.Ordinal)
    {
        ["acme/alerts"] =
        [
            new(UploadKind.Icon, "alerts.png", "", () => DemoPictures.Icon(0xff4f46e5, 0xffffffff, round: true)),
            new(UploadKind.Screenshot, "channel.png", "A channel with four alerts, each with owner, due time and state", DemoPictures.AlertsChannel),
            new(UploadKind.Screenshot, "rules.png", "Alert rules with a condition, an action and a switch", DemoPictures.AlertsRules),
        ],
        ["acme/time-tracking"] =
        [
            new(UploadKind.Screenshot, "week.png", "A week's timesheet: four issues, five days, hours as bars", DemoPictures.Timesheet),
            new(UploadKind.Screenshot, "report.png", "Hours by project as horizontal bars", DemoPictures.TimeReport),
        ],
        ["northwind-labs/crm-sync"] =
        [
            new(UploadKind.Icon, "crm.png", "", () => DemoPictures.Icon(0xfffce7f3, 0xffbe185d, round: false)),
            new(UploadKind.Screenshot, "issue.png", "An issue with the customer behind it: tier, contract and account team", DemoPictures.CustomerPanel),
        ],
        ["northwind-labs/calendar-bridge"] =
        [
            new(UploadKind.Icon, "calendar.png", "", () => DemoPictures.Icon(0xffe0f2fe, 0xff0369a1, round: true)),
            new(UploadKind.Screenshot, "month.png", "A month with due dates, holidays and a release", DemoPictures.Calendar),
        ],
        ["acme/mail-intake"] =
        [
            new(UploadKind.Screenshot, "inbox.png", "A support inbox that shows the issue of each message", DemoPictures.Inbox),
        ],
    };

    /// <summary>Adds missing files only, because a new version inherits the files of the listed one.</summary>
    internal async Task BringAsync(DemoExtension extension, Guid submission, Manifest manifest, Actor publisher, CancellationToken cancellationToken)
    {
        var view = (await queries.FindAsync(submission, publisher, cancellationToken)).Value;
        var needed = view.Readiness.DocumentsReason is null ? [] : Documents(extension.Details.Name, manifest);
        foreach (var file in Pictures.GetValueOrDefault(extension.Repository, []).Concat(needed))
        {
            if (view.Submission.Attachments.Any(attachment => attachment.Kind == file.Kind && attachment.Upload.Name == file.Name))
            {
                continue;
            }

            using var content = new MemoryStream(file.Content());
            var attached = await attach.RunAsync(
                new AttachFileRequest(submission, file.Kind, file.Name, content, content.Length, publisher),
                cancellationToken);
            if (attached.Succeeded && file.Caption.Length > 0)
            {
                _ = (await caption.RunAsync(submission, attached.Value.UploadId, file.Caption, "", publisher, cancellationToken)).Value;
            }
        }
    }

    private static DemoFile[] Documents(string name, Manifest manifest)
    {
        var hosts = string.Join(", ", manifest.Hosting?.Egress.Select(host => host.Host) ?? []);
        return
        [
            new(UploadKind.SecurityReview, "security-review.txt", "", () => Encoding.UTF8.GetBytes(
                $"""
                Security review of {name} {manifest.Version}

                Reviewed: source code, dependencies, container image, callback endpoint.
                By: Harbour Lane Assurance, two people, three days.

                Findings: none high, one medium (fixed before this version), two low.
                Medium: an error response contained a stack trace. Error responses are generic now.
                Low: two dependencies were one patch behind. Updated.

                Signatures of incoming calls are checked in constant time. Secrets are read from the environment and never logged.
                """)),
            new(UploadKind.DataHandlingStatement, "data-handling.txt", "", () => Encoding.UTF8.GetBytes(
                $"""
                How {name} handles data

                What it reads: {string.Join(", ", manifest.Permissions.Select(permission => permission.Declared))}.
                Where it goes: only {(hosts.Length > 0 ? "to the hosts in its listing, for the reasons given there" : "to our own servers in Frankfurt")}.
                How long it is stored: 30 days, logs for 14.
                Who sees it: two engineers on call. Each access is logged.
                After an uninstall: everything is deleted within 7 days, backups after 30.
                Questions: the support address on the listing.
                """)),
            new(UploadKind.Attestation, "components.cdx.json", "", () => Encoding.UTF8.GetBytes(
                $$"""
                {
                  "bomFormat": "CycloneDX",
                  "specVersion": "1.6",
                  "version": 1,
                  "metadata": { "component": { "type": "application", "name": "{{manifest.Id}}", "version": "{{manifest.Version}}" } },
                  "components": [
                    { "type": "library", "name": "Serilog", "version": "4.3.0" },
                    { "type": "library", "name": "Polly", "version": "8.6.4" },
                    { "type": "library", "name": "NodaTime", "version": "3.2.2" }
                  ]
                }
                """)),
        ];
    }

    private sealed record DemoFile(UploadKind Kind, string Name, string Caption, Func<byte[]> Content);
}
