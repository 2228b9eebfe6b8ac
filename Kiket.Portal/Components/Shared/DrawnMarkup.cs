using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// Markup that a renderer of the portal produced, with every text in it encoded. Nothing that people wrote gets here any
/// other way.
/// </summary>
internal static class DrawnMarkup
{
    public static MarkupString Of(string drawn) => new MarkupString(drawn);
}
