namespace Kiket.Portal.Documentation;

/// <summary>
/// The version of everything between a text and its stored page. What was stored by an older one is rendered again in the
/// background, so raise it with every change of what comes out; a test notices when it wasn't.
/// </summary>
public static class RendererVersion
{
    public const int Current = 3;
}
