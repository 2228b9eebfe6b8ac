namespace Kiket.Portal.Accounts;

/// <summary>
/// On a page that searches by <c>?q=</c>: its searches count against the limit of the address they come from. A test finds
/// pages that read <c>q</c> and lack it.
/// <code>@attribute [SearchPage]</code>
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SearchPageAttribute : Attribute
{
    public const string Parameter = "q";
}
