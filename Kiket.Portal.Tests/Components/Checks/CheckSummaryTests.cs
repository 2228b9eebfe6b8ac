using Bunit;
using Kiket.Portal.Checks;
using Kiket.Portal.Components.Checks;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Checks;

public sealed class CheckSummaryTests : PortalContext
{
    [Fact]
    public void Customers_read_the_notes_and_not_what_may_tell_of_a_private_repositorys_files()
    {
        var snapshot = (CommitSnapshot)Activator.CreateInstance(typeof(CommitSnapshot), nonPublic: true)!;
        Set(snapshot, nameof(CommitSnapshot.Manifest), new Manifest());
        Set(snapshot, nameof(CommitSnapshot.Commit), new string('a', 40));
        var report = CheckReport.For(Guid.NewGuid(), snapshot, baseUrl: null, DateTimeOffset.UnixEpoch);
        Finish(
            report.Run(CheckKind.Egress),
            CheckOutcome.Warnings,
            new Finding("E102", FindingLevel.Info, "A host is declared and unused.", ""),
            new Finding("E101", FindingLevel.Warning, "src/Billing.cs names a host.", ""));
        Finish(report.Run(CheckKind.SensitiveFiles), CheckOutcome.Notes, new Finding("S101", FindingLevel.Info, "secrets/old.txt looks like a key.", ""));

        var summary = Render<CheckSummary>(
            set => set.Add(part => part.Checked, new CheckedCommit(report, new Dictionary<string, FindingOverride>(StringComparer.Ordinal))));

        Assert.Contains("A host is declared and unused.", summary.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Billing.cs", summary.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets/old.txt", summary.Markup, StringComparison.Ordinal);
    }

    private static void Finish(CheckRun run, CheckOutcome outcome, params Finding[] findings)
    {
        Set(run, nameof(CheckRun.Outcome), outcome);
        Set(run, nameof(CheckRun.Findings), (IReadOnlyList<Finding>)findings);
    }

    private static void Set(object of, string property, object value) => of.GetType().GetProperty(property)!.SetValue(of, value);
}
