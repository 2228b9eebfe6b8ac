namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// Tests that walk through a browser: they share one Chromium and carry the trait by which the inner loop leaves them
/// out, <c>dotnet test --filter "Category!=Journey"</c>.
/// </summary>
[Collection(Browser.Collection)]
[Trait(TraitName, TraitValue)]
public abstract class Journey
{
    public const string TraitName = "Category";
    public const string TraitValue = "Journey";
}
