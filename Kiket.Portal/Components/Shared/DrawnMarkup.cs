using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Shared;

/// <summary>Markup that a renderer of the portal drew before, with every text in it encoded then. Nothing that people wrote gets here any other way.</summary>
internal static class DrawnMarkup
{
    public static MarkupString Of(string drawn) => new MarkupString(drawn);
}
