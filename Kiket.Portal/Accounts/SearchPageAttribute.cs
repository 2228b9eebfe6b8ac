namespace Kiket.Portal.Accounts;

/// <summary>
/// For a page that searches with <c>?q=</c>: its searches count against the limit of the caller's address. A test finds
/// pages that read <c>q</c> without it.
/// <code>@attribute [SearchPage]</code>
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SearchPageAttribute : Attribute
{
    public const string Parameter = "q";
}
