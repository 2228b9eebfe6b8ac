namespace Kiket.Portal.Components.Shared;

/// <summary>The portal's own drawn icons, 24 by 24, one stroke width.</summary>
public enum GlyphKind
{
    Parts,
    Search,
    Menu,
    Sun,
    Moon,
    Person,
    Bell,
    Exit,
    Error,
    Warning,
    Info,
    Check,
    Copy,
    Verified,
    Star,
    Download,
    Clock,
    Refresh,
    Left,
    Right,
    Compass,
    Shield,
    Eye,
}
