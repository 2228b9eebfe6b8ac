return await Kiket.Portal.PortalHost.RunAsync(args);
