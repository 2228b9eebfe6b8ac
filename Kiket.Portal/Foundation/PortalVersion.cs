using System.Reflection;

namespace Kiket.Portal.Foundation;

/// <summary>The portal's own version, as <c>Directory.Build.props</c> gives it.</summary>
public static class PortalVersion
{
    /// <summary>Without the commit that the build adds: <c>0.15.0</c>.</summary>
    public static string Text { get; } =
        typeof(PortalVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
