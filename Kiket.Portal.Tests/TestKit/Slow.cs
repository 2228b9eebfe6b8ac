namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// The trait of tests that the inner loop leaves out, <c>dotnet test --filter "Category!=Slow"</c>: what needs a browser, a
/// container, PostgreSQL or a running portal, races over many rounds, and what waits for real time to pass.
/// <code>[Trait(Slow.TraitName, Slow.TraitValue)]</code>
/// </summary>
public static class Slow
{
    public const string TraitName = "Category";
    public const string TraitValue = "Slow";
}
