namespace Kiket.Portal.Tests.Architecture;

/// <summary>Arrows run one way: a folder uses only folders below its own level, so that each can be read on its own.</summary>
public sealed class LevelsTests
{
    /// <summary>The host and what stands beside it in the root put everything together.</summary>
    private const int Top = 12;

    private static readonly Dictionary<string, int> Levels = new(StringComparer.Ordinal)
    {
        ["Foundation"] = 0,
        ["Data"] = 1,
        ["Secrets"] = 2,
        ["Files"] = 1,
        ["Jobs"] = 2,
        ["GitHub"] = 1,
        ["Accounts"] = 2,
        ["Audit"] = 2,
        ["Findings"] = 2,
        ["Hosting"] = 2,
        ["Organizations"] = 3,
        ["Notifications"] = 3,
        ["Manifests"] = 3,
        ["Documentation"] = 3,
        ["AccountChanges"] = 4,
        ["Extensions"] = 4,
        ["Checks"] = 5,
        ["Releases"] = 6,
        ["Listings"] = 6,
        ["Installations"] = 7,
        ["Support"] = 7,
        ["Submissions"] = 8,
        ["Billing"] = 8,
        ["Analytics"] = 8,
        ["Reviews"] = 9,
        ["Operations"] = 9,
        ["Webhooks"] = 9,
        ["Api"] = 10,
        ["Components"] = 10,
        ["Demo"] = 11,
        [PortalAssembly.Root] = Top,
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
