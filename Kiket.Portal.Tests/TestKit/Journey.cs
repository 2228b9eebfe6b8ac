namespace Kiket.Portal.Tests.TestKit;

/// <summary>Tests that walk through a browser: they share one Chromium, and the inner loop leaves them out as <see cref="Slow"/>.</summary>
[Trait(TraitName, TraitValue)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public abstract class Journey : IClassFixture<Browser>
{
    public const string TraitName = "Category";
    public const string TraitValue = "Journey";
}
