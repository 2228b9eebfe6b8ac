namespace Kiket.Portal.Components.Shared;

/// <summary>One tab: its title, its address, and how many things it holds, if that is worth saying.</summary>
public sealed record TabLink(string Title, string Href, int? Count = null);
