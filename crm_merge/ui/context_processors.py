def ui(request) -> dict:
    return {"theme": request.COOKIES.get("theme", "auto")}
