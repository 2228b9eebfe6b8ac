namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// Tests that walk through a browser: they share one Chromium and carry the trait by which the inner loop leaves them
/// out, <c>dotnet test --filter "Category!=Journey"</c>. Tests that start the portal as a program, and races
/// over many rounds, have the same trait.
/// </summary>
[Trait(TraitName, TraitValue)]
public abstract class Journey : IClassFixture<Browser>
{
    public const string TraitName = "Category";
    public const string TraitValue = "Journey";
}
