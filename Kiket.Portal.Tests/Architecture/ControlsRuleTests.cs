using System.Text.RegularExpressions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>Interactive pages take their controls from <c>Components/Shared</c>, so that the look is set in one place.</summary>
public sealed class ControlsRuleTests
{
    private static readonly string[] Folders = ["Submissions", "Reviews", "Extensions", "Checks"];

    /// <summary>Controls that stay native, and why.</summary>
    private static readonly Dictionary<string, string> Native = new(StringComparer.Ordinal)
    {
        ["Extensions/ExtensionAnalyticsPage.razor"] = "A static page: its forms work without a circuit and without scripts.",
        ["Submissions/SubmitPage.razor"] = "The hidden field by which draft.js says which keystroke arrived; nobody sees it.",
        ["Submissions/EditListingPage.razor"] = "The same hidden field, for the edit of a listing.",
        ["Submissions/UploadZone.razor"] = "uploads.js sends the chosen files by requests of its own, with progress.",
        ["Reviews/ShortcutHelp.razor"] = "review.js opens the dialog and stores the choice in the browser, without the circuit.",
    };

    [Fact]
    public void Controls_of_interactive_pages_come_from_the_shared_components()
    {
        var control = new Regex(
            @"<(input|select|textarea|button|MudButton|MudTextField|MudNumericField|MudSelect|MudCheckBox|MudSwitch|MudRadioGroup)\b",
            RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(5));
        var components = Path.Combine(Places.Portal, "Components");

        var found = Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(components, folder), "*.razor", SearchOption.AllDirectories))
            .Select(file => (Path: Path.GetRelativePath(components, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(file => control.IsMatch(file.Text))
            .Select(file => file.Path)
            .Order(StringComparer.Ordinal);

        Assert.Equal(Native.Keys.Order(StringComparer.Ordinal), found);
    }
}
