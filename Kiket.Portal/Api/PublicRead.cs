namespace Kiket.Portal.Api;

/// <summary>What public reads have in common. HEAD returns the headers of GET.</summary>
public static class PublicRead
{
    /// <summary>Pass it to <c>MapMethods</c> directly: the build can't generate a mapping that is behind a method of ours.</summary>
    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static RouteHandlerBuilder DescribesPublicRead(this RouteHandlerBuilder route) => route
        .Produces<ErrorResponse>(StatusCodes.Status404NotFound)
        .Produces(StatusCodes.Status304NotModified);
}
