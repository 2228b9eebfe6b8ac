namespace Kiket.Portal.Tests.Architecture;

/// <summary>Arrows run one way: a folder uses only folders below its own level, so that each can be read on its own.</summary>
public sealed class LevelsTests
{
    /// <summary>The host and what stands beside it in the root put everything together.</summary>
    private const int Top = 17;

    private static readonly Dictionary<string, int> Levels = new(StringComparer.Ordinal)
    {
        ["Foundation"] = 0,
        ["Data"] = 1,
        ["Files"] = 1,
        ["GitHub"] = 1,
        ["Containers"] = 1,
        ["Jobs"] = 2,
        ["Nodes"] = 2,
        ["Secrets"] = 2,
        ["Audit"] = 2,
        ["Findings"] = 2,
        ["Tiers"] = 2,
        ["Events"] = 3,
        ["Accounts"] = 4,
        ["Organizations"] = 5,
        ["Notifications"] = 5,
        ["Manifests"] = 5,
        ["Documentation"] = 5,
        ["AccountChanges"] = 6,
        ["Policies"] = 6,
        ["Legal"] = 6,
        ["Extensions"] = 6,
        ["Edge"] = 6,
        ["Snapshots"] = 7,
        ["Checks"] = 8,
        ["Releases"] = 9,
        ["Listings"] = 10,
        ["Installations"] = 11,
        ["Submissions"] = 11,
        ["Ratings"] = 12,
        ["Support"] = 12,
        ["Webhooks"] = 12,
        ["Hosting"] = 12,
        ["Reviews"] = 13,
        ["Operations"] = 13,
        ["Billing"] = 13,
        ["Analytics"] = 13,
        ["Api"] = 14,
        ["Components"] = 14,
        ["Demo"] = 15,
        ["Commands"] = 16,
        [PortalAssembly.Root] = Top,
    };

    /// <summary>
    /// The parts of a feature from the lowest to the highest; <c>""</c> is the feature's own folder. Parts in one string
    /// stand side by side and do not use each other.
    /// </summary>
    private static readonly Dictionary<string, string[]> Parts = new(StringComparer.Ordinal)
    {
        ["Accounts"] = ["", "Sessions", "SignIn"],
        ["Data"] = ["", "Migrations"],
        ["Organizations"] = ["", "Deletion"],
        ["Manifests"] = ["", "Reference"],
        ["Checks"] = ["Scanning", "", "Sanity", "Running"],
        ["Releases"] = ["Offers", "Differences Deprecations", ""],
        ["Listings"] = ["Search", "", "Categories", "Rules Reports", "Browsing Publishing", "Pages"],
        ["Installations"] = ["Configuration Calls Deciding", "Rollouts", "", "Operating Deprecations"],
        ["Submissions"] = ["", "Conversation Previews", "Attachments", "Drafts Edits"],
        ["Webhooks"] = ["", "Syncing", "Settings Receiving"],
        ["Reviews"] = ["", "Queue Decisions Desk"],
        ["Hosting"] = ["", "Builds", "Deployments"],
        ["Billing"] = ["Amounts Printing", "", "Terms", "Metering Ledger", "Invoices", "Payments", "Payouts", "Gateways"],
        ["Analytics"] = ["Rules", "Store Tokens", "Ingestion Counts Alerts", "Queries", ""],
        ["Components"] =
        [
            "Shared", "PublicPages", "Account Checks Manifests Docs", "Notifications", "Layout", "Ratings", "Listings Organizations", "Installations Support",
            "Extensions", "Submissions", "Reviews Operations", "Errors", "Demo", "",
        ],
        ["Demo"] = ["LocalGitHub", ""],
    };

    private static readonly Lazy<IReadOnlyList<Arrow>> Arrows = new(PortalAssembly.ReadArrows);

    [Fact]
    public void Every_folder_has_a_level()
    {
        var unknown = Arrows.Value
            .SelectMany(arrow => new[] { arrow.From.Folder, arrow.To.Folder })
            .Distinct(StringComparer.Ordinal)
            .Where(folder => !Levels.ContainsKey(folder));

        Assert.Empty(unknown);
    }

    [Fact]
    public void A_folder_uses_only_folders_below_its_own()
    {
        var upward = Arrows.Value
            .Where(arrow => arrow.From.Folder != arrow.To.Folder)
            .Where(arrow => Levels.GetValueOrDefault(arrow.To.Folder, Top) >= Levels.GetValueOrDefault(arrow.From.Folder, Top))
            .Select(arrow => arrow.ToString())
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.True(upward.Count == 0, $"{upward.Count} arrows do not point down:\n{string.Join('\n', upward)}");
    }

    [Fact]
    public void A_part_of_a_feature_uses_only_parts_below_its_own()
    {
        var upward = Arrows.Value
            .Where(arrow => arrow.From.Folder == arrow.To.Folder && arrow.From.Part != arrow.To.Part && !PutsTogether(arrow.From))
            .Where(arrow => Order(arrow.To) >= Order(arrow.From))
            .Select(arrow => arrow.ToString())
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.True(upward.Count == 0, $"{upward.Count} arrows do not point down:\n{string.Join('\n', upward)}");
    }

    /// <summary>A module registers what all parts of its feature hold, and the root component names the pages around it.</summary>
    private static bool PutsTogether(Owner type) => type.Part.Length == 0 && type.Name.EndsWith("Module", StringComparison.Ordinal);

    /// <summary>-1 for a part without a place in the order, which no other part may use.</summary>
    private static int Order(Owner type) => Parts.TryGetValue(type.Folder, out var parts)
        ? Array.FindIndex(parts, part => part.Split(' ').Contains(type.Part, StringComparer.Ordinal))
        : int.MaxValue;

    [Fact]
    public void Arrows_are_seen_in_signatures_and_in_bodies()
    {
        // Called in a body alone, from a static method.
        Assert.Contains(Arrows.Value, arrow => arrow.ToString() == "PortalHost → Data.DataModule");

        // A constructor's parameter.
        Assert.Contains(Arrows.Value, arrow => arrow.ToString() == "Data.MigrateAtStart → Data.MigrateDatabase");

        // A generic argument of a call: MapRazorComponents<App>().
        Assert.Contains(Arrows.Value, arrow => arrow.ToString() == "PortalHost → Components.App");
    }
}
