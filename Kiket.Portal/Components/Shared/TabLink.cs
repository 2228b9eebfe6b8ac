namespace Kiket.Portal.Components.Shared;

/// <summary>One tab: its title, its address, and how many things are in it, where that helps.</summary>
public sealed record TabLink(string Title, string Href, int? Count = null);
